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
  return text;
}
