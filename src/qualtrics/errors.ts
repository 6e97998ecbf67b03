/** What went wrong, as far as the bridge has to tell it apart. The status table is in classify.ts. */
export type QualtricsErrorCode =
  /** Qualtrics said that there is no such object. */
  | 'not-found'
  /** The username (or name) belongs to somebody else. */
  | 'taken'
  /** Qualtrics refuses what was sent; sending it again is pointless. */
  | 'invalid'
  /** The credential is good, its owner may not do this. */
  | 'forbidden'
  /** The credential itself was refused, or there is none. */
  | 'credential'
  /** Too many calls: Qualtrics said so, or our own queue did not come round in time. */
  | 'limited'
  /** 5xx, no connection, or an answer that is not from the API (redirect, HTML, unknown route). */
  | 'unavailable'
  /** No whole answer within the deadline, or the caller gave up. */
  | 'timeout'
  /** An answer of success that cannot be read. */
  | 'malformed';

export interface QualtricsErrorFacts {
  /** The HTTP status; undefined when no answer came. */
  readonly status?: number | undefined;
  /** Qualtrics' own code, such as `DCD_7`. */
  readonly errorCode?: string | undefined;
  /** Qualtrics' own words. They may name a person: never log them. */
  readonly errorMessage?: string | undefined;
  readonly requestId?: string | undefined;
  /** The answer was an envelope of the API, so it was no gateway or proxy that spoke. */
  readonly fromApi?: boolean | undefined;
  /** Whole seconds. */
  readonly retryAfterSeconds?: number | undefined;
  /** A write that may have been done although this error came of it. */
  readonly mayHaveLanded?: boolean | undefined;
  /** No call was made: Qualtrics is down, and the next probe is not due (breaker.ts). Trying again is pointless. */
  readonly heldBack?: boolean | undefined;
  readonly cause?: unknown;
}

/**
 * The only error that the client throws. `message` and everything enumerable is safe to log: the endpoint is a
 * template such as `GET /users/{id}`, and codes and ids are checked for their alphabet before they get here.
 */
export class QualtricsError extends Error {
  override readonly name = 'QualtricsError';
  readonly code: QualtricsErrorCode;
  readonly endpoint: string;
  readonly status: number | undefined;
  readonly errorCode: string | undefined;
  readonly requestId: string | undefined;
  readonly fromApi: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly mayHaveLanded: boolean;
  readonly heldBack: boolean;
  // Private, because loggers copy every enumerable property of an error.
  readonly #errorMessage: string | undefined;

  constructor(code: QualtricsErrorCode, endpoint: string, facts: QualtricsErrorFacts = {}) {
    const details = [code, facts.status === undefined ? undefined : `HTTP ${facts.status}`, facts.errorCode];
    super(`${endpoint}: ${details.filter((detail) => detail !== undefined).join(', ')}`, {
      cause: facts.cause,
    });
    this.code = code;
    this.endpoint = endpoint;
    this.status = facts.status;
    this.errorCode = facts.errorCode;
    this.requestId = facts.requestId;
    this.fromApi = facts.fromApi ?? false;
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.mayHaveLanded = facts.mayHaveLanded ?? false;
    this.heldBack = facts.heldBack ?? false;
    this.#errorMessage = facts.errorMessage;
  }

  /** Qualtrics' own words, for the admin who sent the value; they may name a person: never log them. */
  get errorMessage(): string | undefined {
    return this.#errorMessage;
  }
}
