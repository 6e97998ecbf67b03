const [QUOTE, BACKSLASH] = [34, 92];
const [OPEN_LIST, OPEN_OBJECT, END_OF_LIST, END_OF_OBJECT] = [91, 123, 93, 125];

/** Whether the text, in UTF-8 and as far as it is JSON, has lists and objects within each other deeper than that. */
export function isDeeperThan(text: Uint8Array, levels: number): boolean {
  let open = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at];
    if (isInString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      open += 1;
      if (open > levels) return true;
    } else if (byte === END_OF_LIST || byte === END_OF_OBJECT) open -= 1;
  }
  return false;
}
