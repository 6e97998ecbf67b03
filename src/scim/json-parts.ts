/** Characters in a part: a millisecond or two of work. */
const PART = 64 * 1024;
/** A smaller list is written as a whole. */
const LONG = 1_000;

/** A list response and its resources: the members of what is below are short. */
const LEVELS = 2;

/** Whether writing the value as JSON may take so long that it should be done in parts. */
export function isLong(value: unknown, levels = LEVELS): boolean {
  if (Array.isArray(value)) return value.length > LONG || value.some((item) => isLong(item, levels));
  if (typeof value !== 'object' || value === null || levels === 0) return false;
  return Object.values(value).some((member) => isLong(member, levels - 1));
}

/** The same text as of JSON.stringify, in parts, each made when it is asked for. */
export function* jsonParts(value: unknown): Generator<string, void, undefined> {
  let part = '';
  for (const piece of pieces(value)) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield part;
}

function* pieces(value: unknown): Generator<string, void, undefined> {
  if (!isLong(value)) yield JSON.stringify(value);
  else if (Array.isArray(value)) {
    let before = '[';
    for (const item of value) {
      yield before;
      yield* pieces(item);
      before = ',';
    }
    yield ']';
  } else {
    let before = '{';
    for (const [name, member] of Object.entries(value as object)) {
      if (member === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* pieces(member);
      before = ',';
    }
    yield '}';
  }
}
