/**
 * The first four are recorded and `AuthZ_2.0` is a client's fixture. Nobody published those of the users, divisions
 * and groups services, so the sandbox's own begin with SANDBOX_ and cannot be mistaken for real ones.
 */
export type ApiFailureCode =
  | 'ATP_2'
  | 'DCD_7'
  | 'ESSG_2'
  | 'GS_5'
  | 'AuthZ_2.0'
  | 'SANDBOX_INVALID'
  | 'SANDBOX_TAKEN'
  | 'SANDBOX_LIMITED'
  | 'SANDBOX_TIMEOUT'
  | 'SANDBOX_FAULT';

/** A refusal that becomes an error envelope. No code: a route that does not exist. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: ApiFailureCode | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: ApiFailureCode | undefined,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export function invalid(message: string): ApiFailure {
  return new ApiFailure(400, 'SANDBOX_INVALID', message);
}

/** Recorded: `"pewpewpewpew not found"`, ESSG_2. */
export function notFound(id: string): ApiFailure {
  return new ApiFailure(404, 'ESSG_2', `${id} not found`);
}

/** Recorded for a route that does not exist: no errorCode. */
export function noSuchRoute(): ApiFailure {
  return new ApiFailure(404, undefined, 'The requested resource does not exist.');
}
