import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../src/config/load-config.ts';
import { leftBehind } from '../src/left-behind.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { openStore } from '../src/store/open-store.ts';
import { environmentFor } from './support/brand.ts';
import { launchBridgeProcess } from './support/bridge-process.ts';
import { startPostgres } from './support/postgres.ts';

/** What is told of a file with one connection, which has that `databaseUrl` or none. */
async function told(DATABASE_URL: string, databaseUrl?: string): Promise<readonly string[]> {
  const file = `
    connections:
      acme:
        ${databaseUrl === undefined ? '' : `databaseUrl: ${databaseUrl}`}
        scim: { bearerTokens: token-of-acme }
        qualtrics: { baseUrl: https://fra1.qualtrics.com, apiToken: api-token, defaultUserType: UT_PARTICIPANT }
  `;
  const readFile = () => file;
  return await leftBehind(loadConfig({ CONFIG_FILE: '/bridge.yaml', DATABASE_URL }, { readFile }));
}

t.test(
  'the PostgreSQL tables of the only connection before are not left behind without a word',
  async (t) => {
    const postgres = await startPostgres(t);
    if (!postgres) return;
    const url = await postgres.newDatabase();
    t.strictSame(await told(url), [], 'nobody left anything');
    await (await openStore(url)).close();
    const warnings = await told(url);
    t.match(warnings, [/no connection uses, .* its databaseUrl/]);
    t.notMatch(warnings[0], url);
    t.strictSame(await told(url, url), [], 'they are used');
    t.strictSame(await told(url, `${url}?schema=public`), [], 'also under another name');
  },
);

t.test('a server that is away is no news of this', async (t) => {
  t.strictSame(await told('postgres://bridge@127.0.0.1:1/bridge'), []);
  t.strictSame(await told('sqlite::memory:'), []);
});

t.test('a bridge does not wait for a silent server that no connection uses', async (t) => {
  const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
  t.teardown(() => silent.close());
  await once(silent, 'listening');
  const asked = Promise.withResolvers<Socket>();
  silent.once('connection', asked.resolve);
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const brand = environmentFor(sandbox);
  const path = join(t.testdir({}), 'bridge.yaml');
  writeFileSync(
    path,
    `connections:
      acme:
        databaseUrl: 'sqlite::memory:'
        scim: { bearerTokens: token-of-acme }
        qualtrics: { baseUrl: '${brand.QUALTRICS_BASE_URL}', apiToken: api-token, defaultUserType: UT_PARTICIPANT }
    `,
  );
  const { port } = silent.address() as AddressInfo;
  await launchBridgeProcess(t, sandbox, {
    ...Object.fromEntries(Object.keys(brand).map((name) => [name, undefined])),
    CONFIG_FILE: path,
    DATABASE_URL: `postgres://bridge@127.0.0.1:${port}/bridge`,
    HOST: '127.0.0.1',
    PORT: '0',
  });
  t.equal((await asked.promise).readyState, 'open', 'it listens, and the answer is still awaited');
});
