import type { Config } from '../../config/config.ts';
import { checkBearerTokens } from './bearer-tokens.ts';
import { type Check, fail } from './check.ts';
import { examineBrand } from './examine-brand.ts';
import type { TestUser } from './flags.ts';
import { checkPostgresStore } from './postgres-store.ts';
import { checkPublicUrl } from './public-url.ts';
import { checkStore } from './store.ts';
import { tryUser } from './try-user.ts';
import { openUpstream } from './upstream.ts';

/** Every check in its order, connection by connection; what rests on one that failed is left out. */
export async function* examine(config: Config, testUser: TestUser | undefined): AsyncGenerator<Check> {
  yield { name: 'public-url', ...checkPublicUrl(config) };
  const isNamed = config.connections.length > 1;
  for (const connection of config.connections) {
    for await (const check of examineConnection({ ...config, connections: [connection] }, testUser)) {
      yield isNamed ? { connection: connection.name, ...check } : check;
    }
  }
}

async function* examineConnection(config: Config, testUser: TestUser | undefined): AsyncGenerator<Check> {
  const [connection] = config.connections;
  yield { name: 'bearer-tokens', ...checkBearerTokens(connection.bearerTokens()) };
  const { databaseUrl } = connection;
  const isFile = databaseUrl.startsWith('sqlite:');
  yield { name: 'store', ...(isFile ? checkStore(databaseUrl) : await checkPostgresStore(databaseUrl)) };

  const upstream = openUpstream(connection.qualtrics);
  try {
    const brand = yield* examineBrand(connection, upstream);
    if (testUser === undefined) return;
    if (brand !== undefined) yield* tryUser(config, upstream, brand, testUser);
    else yield { name: 'try-account', ...fail('not tried', 'put right what failed above, then try again') };
  } finally {
    await upstream.close();
  }
}
