/** The scimType keywords of RFC 7644 3.12. */
export type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue'
  | 'invalidVers'
  | 'sensitive';

/** An answer that is an error: becomes the body of RFC 7644 3.12 as it is, so `detail` is written for the admin. */
export class ScimError extends Error {
  override readonly name = 'ScimError';
  readonly status: number;
  readonly scimType: ScimType | undefined;
  /** Whole seconds, for 429 and 503. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    scimType: ScimType | undefined,
    detail: string,
    options: { retryAfter?: number; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.scimType = scimType;
    this.retryAfter = options.retryAfter;
  }
}
