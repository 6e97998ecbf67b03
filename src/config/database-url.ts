import { posix } from 'node:path';

const TLS_MODES = ['verify-full', 'no-verify', 'disable'];

/** DATABASE_URL, checked for its form only; it may hold a password, so no message repeats it. */
export function databaseUrl(text: string): string | Error {
  if (/^postgres(ql)?:/i.test(text)) return postgresUrl(text);
  // sqlite://data/bridge.db looks relative and would be /data/bridge.db.
  if (!/^sqlite:(?!\/\/[^/])./.test(text)) {
    return new Error(
      'must be sqlite:PATH, such as sqlite:./data/bridge.db or sqlite:/data/bridge.db, or ' +
        'postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    );
  }
  return text;
}

function postgresUrl(text: string): string | Error {
  const url = URL.parse(text);
  // A # that is not encoded would cut a password, and the host with it.
  if (url === null || url.hash !== '' || url.pathname.length < 2) {
    return new Error(
      'must be postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password in percent ' +
        'encoding (# is %23, / is %2F)',
    );
  }
  // To pg, require and the like mean verify-full now and less from its next major version on.
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !TLS_MODES.includes(mode)) {
    return new Error(
      'sslmode must be verify-full (sslrootcert=PATH behind it names an authority of your own), no-verify or disable',
    );
  }
  const schema = url.searchParams.get('schema');
  if (schema !== null && !/^[a-z][a-z0-9_-]{0,62}$/.test(schema)) {
    return new Error('schema must be lower case letters, digits, - and _, beginning with a letter');
  }
  return text;
}

/** Sessions of all connections together, and of each at least; `max` in the URL is said of each. */
const SESSIONS = 30;
const MIN_SESSIONS = 4;
const MAX_SESSIONS = 10;

/**
 * The database of one of `count` connections, where `databaseUrl` is said of all: `sqlite:./data/bridge.db` is
 * `sqlite:data/NAME.db`, a PostgreSQL database a schema in it.
 */
export function databaseOf(connection: string, databaseUrl: string, count: number): string {
  if (!databaseUrl.startsWith('sqlite:')) {
    const share = Math.max(MIN_SESSIONS, Math.min(MAX_SESSIONS, Math.floor(SESSIONS / count)));
    const max = /[?&]max=/.test(databaseUrl) ? '' : `&max=${share}`;
    return `${databaseUrl}${databaseUrl.includes('?') ? '&' : '?'}schema=${connection}${max}`;
  }
  const path = sqlitePath(databaseUrl);
  return path === undefined ? databaseUrl : `sqlite:${posix.join(posix.dirname(path), `${connection}.db`)}`;
}

/** Undefined: in memory, or PostgreSQL. */
export function sqlitePath(databaseUrl: string): string | undefined {
  if (!databaseUrl.startsWith('sqlite:') || databaseUrl === 'sqlite::memory:') return undefined;
  return databaseUrl.slice('sqlite:'.length);
}

/** Server, database and schema, however they are written; undefined for SQLite. */
export function schemaPlace(databaseUrl: string): string | undefined {
  const url = URL.parse(databaseUrl);
  if (!url?.protocol.startsWith('postgres')) return undefined;
  const schema = url.searchParams.getAll('schema').at(-1) ?? 'public';
  return `${url.hostname}:${url.port || 5432}${url.pathname}?${schema}`;
}

export function hasPassword(databaseUrl: string | undefined): boolean {
  return databaseUrl !== undefined && (URL.parse(databaseUrl)?.password ?? '') !== '';
}
