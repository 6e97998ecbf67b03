/** Why a request could not be done. scim/error-table.ts says what each becomes over HTTP. */
export type ProvisioningCode =
  | 'not-found'
  | 'taken'
  | 'invalid'
  | 'protected'
  | 'limited'
  | 'unavailable'
  | 'credential-refused'
  | 'store-unavailable';

/** Thrown by this folder and nothing else. `detail` is written for the identity admin; it may hold what the client sent, so it is answered but never logged. */
export class ProvisioningError extends Error {
  override readonly name = 'ProvisioningError';
  readonly code: ProvisioningCode;
  readonly detail: string;
  /** Qualtrics' own id of the failed request, for its support. */
  readonly upstreamRequestId: string | undefined;
  /** Whole seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ProvisioningCode,
    detail: string,
    options: {
      upstreamRequestId?: string | undefined;
      retryAfter?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.upstreamRequestId = options.upstreamRequestId;
    this.retryAfter = options.retryAfter;
  }
}
