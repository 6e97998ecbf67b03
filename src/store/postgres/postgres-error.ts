import { StoreError, type StoreErrorCode } from '../store-error.ts';

// SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html, and the codes of Node's sockets and TLS.
const WHAT_TO_DO = new Map([
  ['28000', 'Set another user in DATABASE_URL, or let this one in (pg_hba.conf).'],
  ['28P01', 'Set the right password in DATABASE_URL.'],
  ['3D000', 'Create the database, or name another one in DATABASE_URL.'],
  [
    '42501',
    'The user of DATABASE_URL needs the right to create tables in the schema, or to own those that are there.',
  ],
  ['25006', 'Point DATABASE_URL at the primary: this server only reads.'],
  ['53100', 'Free some disk space on the server; no restart is needed.'],
  ['53300', 'Raise max_connections of the server, or put max=N behind DATABASE_URL.'],
  ['57014', 'The server was too slow, or another session holds a lock.'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "The server's certificate is for another name than DATABASE_URL has."],
  ['CERT_HAS_EXPIRED', "The server's certificate has expired."],
]);
/** Invalid authorization, and no such database: only another DATABASE_URL helps. */
const CONFIGURATION = /^(28|3D)/;
/** Data exception and constraint violation: their messages may quote a value. */
const QUOTES_DATA = /^2[23]...$/;
/** Node's reasons for not trusting a certificate. */
const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/;

/** Any failure of PostgreSQL, or of the way to it, as a StoreError. */
export function toStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const kind: StoreErrorCode = CONFIGURATION.test(code) ? 'configuration' : 'unavailable';
  const text =
    `The PostgreSQL database cannot be used: ${reasonOf(error, code)}. ${adviceOn(code)}`.trimEnd();
  return new StoreError(kind, text, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function reasonOf(error: unknown, code: string): string {
  if (QUOTES_DATA.test(code)) return `it refused a value (SQLSTATE ${code})`;
  // A name with several addresses fails with an AggregateError, which has a code and no message.
  return (error instanceof Error ? error.message : String(error)) || code;
}

function adviceOn(code: string): string {
  if (UNTRUSTED.test(code))
    return 'Name the file of the authority that signed it: sslrootcert=PATH in DATABASE_URL.';
  return WHAT_TO_DO.get(code) ?? '';
}
