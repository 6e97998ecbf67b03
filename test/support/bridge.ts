import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createLogger } from '../../src/ops/logger.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { AuditEntry } from '../../src/store/audit.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { environmentFor, TOKEN } from './brand.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined when the answer has no body. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  readonly body: any;
}

/** A bridge on a socket in front of a sandbox brand; both end with the test. */
export interface Bridge {
  readonly sandbox: Sandbox;
  readonly server: FastifyInstance;
  /** What the first connection's database has in its audit. */
  audit(): Promise<AuditEntry[]>;
  /** Of the process: `http://127.0.0.1:41234`. */
  readonly origin: string;
  /** `path` from /scim/v2 on; with the bearer token and SCIM's content type unless told otherwise. */
  scim(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Method and path of the Qualtrics calls since the last ask. */
  calls(): string[];
}

export async function startBridge(
  t: Test,
  options: SandboxOptions = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Bridge> {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return await startBridgeFor(t, sandbox, environment);
}

/** A further bridge in front of a sandbox that is there already; `open`: the databases, which end with the bridge. */
export async function startBridgeFor(
  t: Test,
  sandbox: Sandbox,
  environment: NodeJS.ProcessEnv = {},
  open: (databaseUrl: string) => Promise<Store> = openStore,
): Promise<Bridge> {
  const config = loadConfig(environmentFor(sandbox, environment));
  const stores: Store[] = [];
  const { server } = await buildApp(config, {
    logger: createLogger(config.logLevel),
    version: 'test',
    async openStore(databaseUrl) {
      const store = await open(databaseUrl);
      stores.push(store);
      return store;
    },
  });
  t.teardown(() => server.close());
  await server.listen({ host: config.host, port: config.port });
  const { port } = server.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  await untilReady(origin);
  sandbox.clearCalls();
  return {
    sandbox,
    server,
    audit: () => Array.fromAsync(stores[0]?.connection('default').audit.entries() ?? []),
    origin,
    scim: (method, path, body, headers) => send(`${origin}/scim/v2${path}`, method, body, headers),
    calls() {
      const calls = sandbox.calls.map((call) => `${call.method} ${call.path}`);
      sandbox.clearCalls();
      return calls;
    },
  };
}

/** A body that is a string goes as it is. A header of "" is left out. */
export async function send(
  url: string,
  method: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const all = {
    authorization: `Bearer ${TOKEN}`,
    ...(body !== undefined && { 'content-type': 'application/scim+json; charset=utf-8' }),
    ...headers,
  };
  const response = await fetch(url, {
    method,
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

async function untilReady(origin: string): Promise<void> {
  let answer = await send(`${origin}/readyz`, 'GET');
  for (let tries = 0; answer.status !== 200 && tries < 500; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    answer = await send(`${origin}/readyz`, 'GET');
  }
  if (answer.status !== 200) throw new Error(`the bridge did not become ready: ${answer.text}`);
}
