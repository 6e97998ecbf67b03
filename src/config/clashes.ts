import { resolve } from 'node:path';
import type { ConnectionConfig } from './config.ts';
import { sqlitePath } from './database-url.ts';

/** Problems between connections: no two of them may have a bearer token or a database in common. */
export function clashes(connections: readonly ConnectionConfig[]): readonly string[] {
  return connections.flatMap((one, index) =>
    connections.slice(index + 1).flatMap((other) => {
      const both = `connections.${one.name} and connections.${other.name}`;
      const tokens = new Set(one.bearerTokens());
      return [
        ...(other.bearerTokens().some((token) => tokens.has(token))
          ? [
              `${both}: have a bearer token in common; the token says which of them is meant, so each needs its own`,
            ]
          : []),
        ...(placeOf(one.databaseUrl) === placeOf(other.databaseUrl) && one.databaseUrl !== 'sqlite::memory:'
          ? [`${both}: have the same database; each needs its own`]
          : []),
      ];
    }),
  );
}

function placeOf(databaseUrl: string): string {
  const path = sqlitePath(databaseUrl);
  return path === undefined ? databaseUrl : resolve(path);
}
