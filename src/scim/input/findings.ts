import { unknownName } from '../dialects/bodies.ts';
import type { Dialect } from '../dialects/dialect.ts';

const MAX_IGNORED = 100;
const MAX_PATH_LENGTH = 200;

/** What was noticed while a body was read, each thing once: for the log, the counters and the audit. */
export class Findings {
  readonly #ignored = new Set<string>();
  readonly #repairs = new Set<string>();

  readonly note = (dialect: Dialect): void => {
    this.#repairs.add(dialect.id);
  };

  /**
   * A path that no schema knows. The client chose its text, so its length and their number are bounded, and what
   * stands in brackets is left out: it may name a person.
   */
  ignore(path: string): void {
    this.note(unknownName);
    if (this.#ignored.size >= MAX_IGNORED) return;
    const bracket = path.indexOf('[');
    const name = bracket < 0 ? path : `${path.slice(0, bracket)}[]`;
    this.#ignored.add(name.slice(0, MAX_PATH_LENGTH));
  }

  get ignored(): string[] {
    return [...this.#ignored];
  }

  /** Ids of dialects (src/scim/dialects.ts). */
  get repairs(): string[] {
    return [...this.#repairs];
  }
}
