import { QualtricsError } from './errors.ts';

/** A secret that may be replaced while the process runs; read at each use, never kept. */
export type Secret = () => string;

export interface Credentials {
  /** The header that one call carries. Throws QualtricsError. */
  header(endpoint: string): Promise<Record<string, string>>;
  /** Qualtrics answered 401 to that header. True when another try would carry a different one. */
  refused(header: Record<string, string>): boolean;
}

/** An API token, in X-API-TOKEN. It carries the rights of the user who owns it. */
export function createTokenCredentials(token: Secret): Credentials {
  return {
    header: async (endpoint) => ({ 'x-api-token': readSecret(token, endpoint) }),
    refused: (header) => token() !== header['x-api-token'],
  };
}

/** The secret, if it can stand in a header: a stray line break would make every call an obscure network error. */
export function readSecret(secret: Secret, endpoint: string): string {
  const value = secret();
  if (!/^[\x21-\x7e]+$/.test(value)) throw new QualtricsError('credential', endpoint);
  return value;
}
