/**
 * One connection of the configuration in a process that serves several:
 *
 *   open: database -> connection -> users and groups for SCIM
 *            \ cannot be opened: 503 for this one, tried again with every check of readiness
 */
import type { FastifyBaseLogger } from 'fastify';
import type { ConnectionConfig } from './config/config.ts';
import { type Connection, openConnection } from './connection.ts';
import { connectionEvents } from './connection-events.ts';
import type { Metrics } from './ops/metrics.ts';
import { createReadiness, type Readiness } from './ops/readiness.ts';
import { tellOwnerNotices } from './owner-notices.ts';
import { toProvisioningError } from './provisioning/failures.ts';
import { type CheckName, readinessChecks } from './readiness-checks.ts';
import type { ScimConnection } from './scim/scim-context.ts';
import type { Store } from './store/store.ts';
import { StoreError } from './store/store-error.ts';

export interface ServedConnection {
  readonly scim: ScimConnection;
  readonly readiness: Readiness<CheckName>;
  /** Throws StoreError. */
  open(): Promise<void>;
  /** Also when it could not be opened yet. */
  start(): Promise<void>;
  /** Has the users listed, without waiting for the next time. */
  listNow(): void;
  /** Ends the work and closes the database. */
  stop(): Promise<void>;
}

export interface ProcessParts {
  readonly logger: FastifyBaseLogger;
  readonly metrics: Metrics;
  readonly openStore: (databaseUrl: string) => Promise<Store>;
}

/** A database holds one connection, whatever that is called at the moment: a name may be changed. */
export const ROWS = 'default';

export function serveConnection(
  config: ConnectionConfig,
  { logger, metrics, openStore }: ProcessParts,
): ServedConnection {
  const { name, bearerTokens } = config;
  const measured = metrics.of(name);
  const events = connectionEvents(name, { logger, metrics: measured, readiness: () => readiness });
  let running: { readonly store: Store; readonly connection: Connection } | undefined;
  let opening: Promise<void> | undefined;
  let failure: unknown = new StoreError('unavailable', 'the database is not open yet');
  let started = false;

  async function openOnce(): Promise<void> {
    try {
      const store = await openStore(config.databaseUrl);
      running = { store, connection: openConnection(config, store.connection(ROWS), events) };
      if (started) await running.connection.start();
    } catch (error) {
      await giveUp(error);
    }
  }

  /** What cannot be started is opened anew, like what cannot be opened. */
  async function giveUp(error: unknown): Promise<never> {
    failure = error;
    await end();
    throw error;
  }

  async function end(): Promise<void> {
    const ended = running;
    running = undefined;
    try {
      await ended?.connection.stop();
    } finally {
      await ended?.store.close();
    }
  }

  function open(): Promise<void> {
    opening ??= openOnce().finally(() => {
      opening = undefined;
    });
    return opening;
  }

  function opened(): Connection {
    if (!running) throw toProvisioningError(failure);
    return running.connection;
  }

  const readiness = createReadiness(
    readinessChecks({
      checkStore: async () => await (running ? running.store.check() : open()),
      connection: () => running?.connection,
      baseUrl: config.qualtrics.baseUrl,
      onWhoami: tellOwnerNotices(logger, name),
    }),
    {
      onChange(check, state) {
        measured.check(check, state.ok);
        if (state.ok) logger.info({ connection: name, check, ok: true }, 'check is good');
        else logger.warn({ connection: name, check, ok: false, reason: state.reason }, 'check is bad');
      },
    },
  );
  measured.watch(() => running?.connection.upstream());

  return {
    scim: {
      name,
      bearerTokens,
      get users() {
        return opened().users;
      },
      get groups() {
        return opened().groups;
      },
      observed: { ignored: measured.ignored, dropped: measured.dropped, repaired: measured.repair },
    },
    readiness,
    open,
    async start() {
      started = true;
      try {
        await running?.connection.start().catch(giveUp);
      } catch (err) {
        logger.error({ connection: name, err }, 'the database cannot be used; it is tried again');
      }
      await readiness.start();
    },
    listNow: () => running?.connection.index.listNow(),
    async stop() {
      readiness.stop();
      await opening?.catch(() => {});
      await end();
    },
  };
}
