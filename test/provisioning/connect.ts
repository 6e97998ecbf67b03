import type { Test } from 'tap';
import { loadConfig } from '../../src/config/load-config.ts';
import { type Connection, openConnection } from '../../src/connection.ts';
import type { ConnectionEvents } from '../../src/connection-events.ts';
import type { Operation } from '../../src/provisioning/operation.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { environmentFor, SILENT } from '../support/brand.ts';

/** What a new process of the bridge has: another connection over the same brand and the same data. Not started. */
export function connect(
  t: Test,
  sandbox: Sandbox,
  store: ConnectionStore,
  environment: NodeJS.ProcessEnv = {},
  events: Partial<ConnectionEvents> = {},
): Connection {
  const [first] = loadConfig(environmentFor(sandbox, environment)).connections;
  const connection = openConnection(first, store, { ...SILENT, ...events });
  t.teardown(() => connection.stop());
  return connection;
}

/** An operation whose answer is due in `ms`. */
export function dueIn(ms: number): Operation {
  return {
    lane: 'interactive',
    signal: AbortSignal.timeout(ms),
    dropped: () => {},
    askedBy: () => ({ task: 'check' }),
  };
}
