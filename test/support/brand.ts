import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Connection, openConnection } from '../../src/connection.ts';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import type { Operation } from '../../src/provisioning/operation.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';

export const TOKEN = 'test-token-0001-and-longer';

/** For who does not listen. */
export const SILENT: ConnectionEvents = {
  onCall: () => {},
  onCircuit: () => {},
  onRotation: () => {},
  onLockWaited: () => {},
  onListing: () => {},
  onListed: () => {},
  onListingFailed: () => {},
  onIndexComplete: () => {},
  onHandMoves: () => {},
  onMoves: () => {},
  onHydrated: () => {},
  onAuditPruned: () => {},
  onWriteChecked: () => {},
  onCheckFailed: () => {},
  onMembersListed: () => {},
  onPurged: () => {},
};

/** A connection over a sandbox brand and an in-memory store; everything ends with the test. */
export interface Brand {
  readonly sandbox: Sandbox;
  readonly connection: Connection;
  readonly store: ConnectionStore;
  /** Attributes and reasons of values that were not written. */
  readonly dropped: string[];
  operation(): Operation;
  /** Method and path of the calls since the last ask. */
  calls(): string[];
}

/** The variables that a bridge in front of that sandbox needs; fast enough for tests. */
export function environmentFor(sandbox: Sandbox, overrides: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return {
    SCIM_BEARER_TOKENS: TOKEN,
    QUALTRICS_BASE_URL: sandbox.url,
    QUALTRICS_API_TOKEN: sandbox.token,
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
    QUALTRICS_RATE_LIMIT_PER_MINUTE: '1000000',
    DATABASE_URL: 'sqlite::memory:',
    LOG_LEVEL: 'silent',
    PORT: '0',
    ...overrides,
  };
}

export async function startBrand(
  t: Test,
  options: SandboxOptions = {},
  environment: NodeJS.ProcessEnv = {},
): Promise<Brand> {
  const sandbox = await startSandbox(options);
  const config = loadConfig(environmentFor(sandbox, environment));
  const [first] = config.connections;
  const store = await openStore(first.databaseUrl);
  const connection = openConnection(first, store.connection(first.name), SILENT);
  t.teardown(async () => {
    await connection.stop();
    await store.close();
    await sandbox.close();
  });
  await connection.start();
  await connection.index.refresh(AbortSignal.timeout(10_000));
  sandbox.clearCalls();
  const dropped: string[] = [];
  return {
    sandbox,
    connection,
    store: store.connection(first.name),
    dropped,
    operation: () => ({
      lane: 'interactive',
      signal: AbortSignal.timeout(config.answerDeadlineMs),
      dropped: (attribute, reason) => dropped.push(`${attribute}: ${reason}`),
      askedBy: () => ({ task: 'check' }),
    }),
    calls() {
      const calls = sandbox.calls.map(({ method, path }) => `${method} ${path}`);
      sandbox.clearCalls();
      return calls;
    },
  };
}
