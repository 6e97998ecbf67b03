/** Undefined for what is not JSON. The parser's own error quotes the text, which may name people. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
