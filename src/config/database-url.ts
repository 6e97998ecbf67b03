/** DATABASE_URL, checked for its form only; it may hold a password, so no message repeats it. */
export function databaseUrl(text: string): string | Error {
  if (/^postgres(ql)?:/i.test(text)) {
    return new Error(
      'PostgreSQL is not available in this version; use sqlite:PATH, such as sqlite:./data/bridge.db',
    );
  }
  // sqlite://data/bridge.db looks relative and would be /data/bridge.db.
  if (!/^sqlite:(?!\/\/[^/])./.test(text)) {
    return new Error('must be sqlite:PATH, such as sqlite:./data/bridge.db or sqlite:/data/bridge.db');
  }
  return text;
}
