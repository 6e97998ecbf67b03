/**
 * One brand, put together: client, store, index and rules.
 *
 *   start: the listing into the index, again at intervals; purges too
 *   a request waits for nothing of that, but for the brand id where usernames carry it
 */
import { type BrandIdentity, createBrandIdentity } from './brand-identity.ts';
import type { ConnectionConfig } from './config/config.ts';
import type { ConnectionEvents } from './connection-events.ts';
import { mappingSettings } from './mapping-settings.ts';
import { discoverDivisions } from './provisioning/groups/discover-divisions.ts';
import type { GroupContext } from './provisioning/groups/group-context.ts';
import { createGroups, type Groups } from './provisioning/groups/groups.ts';
import { noteHandMoves } from './provisioning/groups/hand-moves.ts';
import { createMoveWorker } from './provisioning/groups/move-worker.ts';
import { openLocks } from './provisioning/locks/open-locks.ts';
import { timedLock } from './provisioning/locks/timed-lock.ts';
import { userMapping } from './provisioning/mapping/user-mapping.ts';
import { inBackground } from './provisioning/operation.ts';
import { purgeDue } from './provisioning/purge-users.ts';
import { syncUsers } from './provisioning/sync-users.ts';
import { createUserIndex, type UserIndex } from './provisioning/user-index.ts';
import { createUsers, type Users } from './provisioning/users.ts';
import { within } from './provisioning/within.ts';
import type { ClientState } from './qualtrics/client.ts';
import { createQualtricsClient } from './qualtrics/create-client.ts';
import type { ConnectionStore } from './store/store.ts';

export interface Connection {
  readonly users: Users;
  readonly groups: Groups;
  readonly index: UserIndex;
  readonly identity: BrandIdentity;
  /** How the way to Qualtrics is at the moment; calls nobody. */
  upstream(): ClientState;
  start(): Promise<void>;
  /** Ends the background work, then the calls under way. */
  stop(): Promise<void>;
}

const PURGE_CHECK_MS = 60 * 60 * 1_000;

export function openConnection(
  config: ConnectionConfig,
  store: ConnectionStore,
  events: ConnectionEvents,
): Connection {
  const client = createQualtricsClient({
    ...config.qualtrics,
    paceRecord: store.pace?.('brand'),
    onCall: events.onCall,
    onCircuit(circuit) {
      events.onCircuit(circuit);
      // What had to wait for Qualtrics need not wait for the next round too.
      if (!circuit.open) worker.wake();
    },
    onRotation(outcome) {
      events.onRotation(outcome);
      // The new one may be of another brand.
      if (outcome === 'in-use') void identity.check().catch(() => {});
    },
  });
  const identity = createBrandIdentity(client, store);
  const index = createUserIndex({
    store,
    list: async (signal) => {
      // A listing takes people out of the index, so it has to be known that it is of their brand.
      await within(signal, identity.owner());
      const known = await ready();
      let movedByHand = 0;
      const users = await syncUsers(known, signal, async (page) => {
        movedByHand += await noteHandMoves(known, page);
      });
      events.onHandMoves(movedByHand);
      await discoverDivisions(known, signal);
      return users;
    },
    intervalMs: config.policies.syncIntervalSeconds * 1_000,
    onListed: events.onListed,
    onFailure: events.onListingFailed,
  });
  const locks = timedLock(openLocks(store.leases), events.onLockWaited);
  let context: GroupContext | undefined;
  const worker = createMoveWorker({ context: ready, onRound: events.onMoves });

  async function ready(): Promise<GroupContext> {
    identity.confirm();
    if (context) return context;
    const settings = await mappingSettings(config, identity);
    const {
      defaultUserType: userType,
      defaultLanguage: language,
      defaultDivisionId: divisionId,
    } = config.mapping;
    context = {
      client,
      store,
      index,
      locks,
      settings,
      mapping: userMapping(settings),
      defaults: { userType, language, divisionId },
      policies: { ...config.policies, password: config.mapping.password },
      owner: identity.owner,
      groupPolicies: { ...config.groups, concurrency: config.qualtrics.concurrency },
      divisionIds: config.groups.divisionIds,
      divisionPermissions: config.groups.divisionPermissions,
      wake: worker.wake,
    };
    return context;
  }

  const stopping = new AbortController();

  async function purge(): Promise<void> {
    const outcome = await ready()
      .then((known) => purgeDue(known, inBackground('purge', stopping.signal)))
      .then(
        (purged) => ({ purged }),
        (failure: unknown) => ({ failure }),
      );
    if (!stopping.signal.aborted) events.onPurged(outcome);
  }

  function startPurging(): void {
    void purge();
    const timer = setInterval(purge, PURGE_CHECK_MS).unref();
    stopping.signal.addEventListener('abort', () => clearInterval(timer));
  }

  return {
    users: createUsers(ready),
    groups: createGroups(ready),
    index,
    identity,
    upstream: client.state,
    async start() {
      if (config.policies.onDelete === 'disable-then-delete') startPurging();
      worker.start();
      await index.start();
    },
    async stop() {
      stopping.abort();
      await index.stop();
      await worker.stop();
      await client.close();
    },
  };
}
