import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import type { Test } from 'tap';
import { stringify } from 'yaml';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/ops/logger.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Store } from '../../src/store/store.ts';
import { type Answer, send } from './bridge.ts';
import { until } from './until.ts';

export const NAMES = ['acme', 'emea'] as const;
export type Name = (typeof NAMES)[number];

export const TOKENS: Readonly<Record<Name, string>> = {
  acme: 'token-of-acme-0001-and-longer',
  emea: 'token-of-emea-0002-and-longer',
};

/** One bridge on a socket in front of two sandbox brands; everything ends with the test. */
export interface Brands {
  /** Of the process: `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly sandboxes: Readonly<Record<Name, Sandbox>>;
  /** As the IdP of that brand. `path` from the origin on: `/scim/v2/Users`, `/acme/scim/v2/Users`. */
  ask(as: Name, method: string, path: string, body?: unknown): Promise<Answer>;
}

interface Given {
  /** Said of all; a connection derives its own. */
  readonly databaseUrl?: string;
  readonly sandboxes?: Partial<Record<Name, SandboxOptions>>;
  /** Keys of single connections, over what both have. */
  readonly connections?: Partial<Record<Name, object>>;
  /** Done to the brands before the bridge sees them. */
  readonly prepare?: (sandboxes: Readonly<Record<Name, Sandbox>>) => void;
  readonly logger?: FastifyBaseLogger;
  readonly openStore?: (databaseUrl: string) => Promise<Store>;
  /** Whose first listing is waited for. */
  readonly ready?: readonly Name[];
}

/** The same seed in both: the same ids and the same people. */
export async function startBrands(t: Test, given: Given = {}): Promise<Brands> {
  const start = async (name: Name) => {
    const sandbox = await startSandbox({
      brandId: name,
      users: 5,
      tokens: [`${name}-api`],
      ...given.sandboxes?.[name],
    });
    t.teardown(() => sandbox.close());
    return sandbox;
  };
  const sandboxes = { acme: await start('acme'), emea: await start('emea') };
  given.prepare?.(sandboxes);
  const folder = mkdtempSync(join(tmpdir(), 'bridge-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'bridge.yaml');
  writeFileSync(file, configFile(sandboxes, given));
  const config = loadConfig({ CONFIG_FILE: file });
  const { server } = await buildApp(config, {
    logger: given.logger ?? createLogger(config.logLevel),
    version: 'test',
    ...(given.openStore && { openStore: given.openStore }),
  });
  t.teardown(() => server.close());
  const origin = await server.listen({ host: config.host, port: config.port });
  for (const name of given.ready ?? NAMES) {
    await until(
      `${name} is ready`,
      async () => (await send(`${origin}/${name}/readyz`, 'GET')).status === 200,
    );
  }
  for (const sandbox of Object.values(sandboxes)) sandbox.clearCalls();
  return {
    origin,
    sandboxes,
    ask: (as, method, path, body) =>
      send(`${origin}${path}`, method, body, { authorization: `Bearer ${TOKENS[as]}` }),
  };
}

function configFile(sandboxes: Readonly<Record<Name, Sandbox>>, given: Given): string {
  const connectionOf = (name: Name) => {
    const own: { scim?: object; qualtrics?: object } = given.connections?.[name] ?? {};
    const qualtrics = { baseUrl: sandboxes[name].url, apiToken: sandboxes[name].token };
    return {
      ...own,
      scim: { bearerTokens: TOKENS[name], ...own.scim },
      qualtrics: { ...qualtrics, ...own.qualtrics },
    };
  };
  return stringify({
    port: 0,
    logLevel: 'silent',
    databaseUrl: given.databaseUrl ?? 'sqlite::memory:',
    qualtrics: { defaultUserType: 'UT_PARTICIPANT', rateLimitPerMinute: 1_000_000 },
    connections: Object.fromEntries(NAMES.map((name) => [name, connectionOf(name)])),
  });
}
