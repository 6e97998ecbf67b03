import { invalidFilter } from './invalid-filter.ts';

/** A piece of a filter. `at` is where it begins, counted from 0. */
export type Token =
  | { readonly kind: '(' | ')' | '[' | ']'; readonly at: number }
  /** A JSON string, decoded. */
  | { readonly kind: 'string'; readonly value: string; readonly at: number }
  /** A name, an operator, a number, true, false, null, or `.sub` after a bracket: the parser tells which. */
  | { readonly kind: 'word'; readonly text: string; readonly at: number };

const WORD = /[\w$:.+-]+/y;

/**
 * The tokens of RFC 7644 3.4.2.2, in one pass over the text from there on. Strings are those of JSON (RFC 8259): a
 * raw line break or an unknown escape in one is an error.
 * @throws {ScimError} invalidFilter
 */
export function tokensOf(text: string, from: number): Token[] {
  const tokens: Token[] = [];
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === ' ') {
      at += 1;
    } else if (character === '(' || character === ')' || character === '[' || character === ']') {
      tokens.push({ kind: character, at });
      at += 1;
    } else if (character === '"') {
      const end = endOfString(text, at);
      tokens.push({ kind: 'string', value: decoded(text.slice(at, end), at), at });
      at = end;
    } else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) throw invalidFilter(`unexpected character at ${at}`);
      tokens.push({ kind: 'word', text: word, at });
      at += word.length;
    }
  }
  return tokens;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') return at + 1;
    if (character === '\\') at += 1;
  }
  throw invalidFilter(`the string that begins at ${start} has no end`);
}

function decoded(json: string, at: number): string {
  try {
    return JSON.parse(json);
  } catch {
    throw invalidFilter(`what begins at ${at} is not a JSON string`);
  }
}
