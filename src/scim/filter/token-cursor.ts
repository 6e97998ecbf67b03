import type { ScimError } from '../scim-error.ts';
import { invalidFilter } from './invalid-filter.ts';
import { type Token, tokensOf } from './lexer.ts';

/** Characters in the text, levels of brackets, comparisons: far more than identity providers send. */
const LIMITS = { length: 4096, depth: 32, terms: 256 };

/** The tokens of one text, read from left to right, with the limits that keep the reading short. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  #terms = 0;

  constructor(text: string, from = 0) {
    if (text.length > LIMITS.length) throw invalidFilter(`it is longer than ${LIMITS.length} characters`);
    this.#tokens = tokensOf(text, from);
  }

  peek(): Token | undefined {
    return this.#tokens[this.#next];
  }

  /** The next token in lower case when it is a word, else ''. */
  word(): string {
    const token = this.peek();
    return token?.kind === 'word' ? token.text.toLowerCase() : '';
  }

  advance(): void {
    this.#next += 1;
  }

  take(kind: '(' | ')' | '[' | ']'): void {
    if (this.peek()?.kind !== kind) throw this.expected(kind);
    this.advance();
  }

  /** Whether the next token is that word; if so it is taken. */
  takeWord(word: string): boolean {
    if (this.word() !== word) return false;
    this.advance();
    return true;
  }

  takeEnd(): void {
    if (this.peek() !== undefined) throw this.expected('the end');
  }

  countTerm(): void {
    this.#terms += 1;
    if (this.#terms > LIMITS.terms) throw invalidFilter(`it has more than ${LIMITS.terms} comparisons`);
  }

  nested<T>(read: () => T): T {
    this.#depth += 1;
    if (this.#depth > LIMITS.depth) throw invalidFilter(`it is nested deeper than ${LIMITS.depth} levels`);
    const result = read();
    this.#depth -= 1;
    return result;
  }

  expected(what: string): ScimError {
    const token = this.peek();
    return invalidFilter(`expected ${what} ${token ? `at ${token.at}` : 'after its last character'}`);
  }
}
