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
import { createAuditPruning } from './provisioning/audit/prune-audit.ts';
import { createWriteChecks } from './provisioning/checks/write-checks.ts';
import { discoverGroups } from './provisioning/groups/discover-groups.ts';
import type { GroupContext } from './provisioning/groups/group-context.ts';
import { createGroups, type Groups } from './provisioning/groups/groups.ts';
import { noteHandMoves } from './provisioning/groups/hand-moves.ts';
import { createMemberLists } from './provisioning/groups/member-lists.ts';
import { createMoveWorker } from './provisioning/groups/move-worker.ts';
import { createHydration } from './provisioning/hydration.ts';
import { openLocks } from './provisioning/locks/open-locks.ts';
import { watchReplicas } from './provisioning/locks/replica-watch.ts';
import { timedLock } from './provisioning/locks/timed-lock.ts';
import { userMapping } from './provisioning/mapping/user-mapping.ts';
import { inBackground } from './provisioning/operation.ts';
import { createPurgeWorker } from './provisioning/purge-worker.ts';
import { syncUsers } from './provisioning/sync-users.ts';
import { createUserIndex, type UserIndex } from './provisioning/user-index.ts';
import { createUsers, type Users } from './provisioning/users.ts';
import { within } from './provisioning/within.ts';
import type { ClientState } from './qualtrics/client.ts';
import { createQualtricsClient } from './qualtrics/create-client.ts';
import type { UserSummary } from './qualtrics/records.ts';
import type { ConnectionStore } from './store/store.ts';

export interface Connection {
  readonly users: Users;
  readonly groups: Groups;
  readonly index: UserIndex;
  readonly identity: BrandIdentity;
  /** How the way to Qualtrics is at the moment; calls nobody. */
  upstream(): ClientState;
  /** Names of the fields that Qualtrics emptied lately. */
  emptiedFields(): readonly string[];
  start(): Promise<void>;
  /** Ends the background work, then the calls under way. */
  stop(): Promise<void>;
}

const HOUR_MS = 60 * 60 * 1_000;

export function openConnection(
  config: ConnectionConfig,
  store: ConnectionStore,
  events: ConnectionEvents,
): Connection {
  const client = createQualtricsClient({
    ...config.qualtrics,
    paceRecord: store.pace,
    onCall: events.onCall,
    onCircuit(circuit) {
      events.onCircuit(circuit);
      // What had to wait for Qualtrics need not wait for the next round too.
      if (!circuit.open) worker.wake();
    },
    isOurs: (whoami) => identity.isOurs(whoami),
    onRotation(outcome) {
      events.onRotation(outcome);
      // A new OAuth client may be of another brand, and a new token's owner is another one.
      if (outcome === 'in-use') void identity.check().catch(() => {});
    },
  });
  const identity = createBrandIdentity(client, store);
  const shared = openLocks(store.leases);
  const index = createUserIndex({
    store,
    list: async (stop, { since, isDone, onProgress }) => {
      // A listing takes people out of the index, so it has to be known that it is of their brand.
      await within(stop, identity.owner());
      const known = await ready();
      return await shared.hold('work:listing', inBackground('listing', stop), async ({ signal }) => {
        if (store.leases && (await isDone())) return undefined;
        const onPage = (page: readonly UserSummary[]) => noteHandMoves(known, page);
        const listing = await syncUsers(known, { signal, since, onPage, onProgress });
        events.onHandMoves(listing.drifted);
        await discoverGroups(known, signal);
        return listing;
      });
    },
    intervalMs: config.policies.syncIntervalSeconds * 1_000,
    onProgress: events.onListing,
    onListed(listing, ms) {
      events.onListed(listing, ms);
      memberLists.look();
      if (config.policies.hydratePerMinute > 0) hydration.look();
    },
    onFailure: events.onListingFailed,
    onComplete: events.onIndexComplete,
  });
  const isPurging = config.policies.onDelete === 'disable-then-delete';
  let context: GroupContext | undefined;
  const checks = createWriteChecks({
    ...config.checks,
    onChecked: events.onWriteChecked,
    onFailed: events.onCheckFailed,
  });
  const worker = createMoveWorker({ context: ready, locks: shared, onRound: events.onMoves });
  const memberLists = createMemberLists({ context: ready, locks: shared, onListed: events.onMembersListed });
  const purges = createPurgeWorker({ context: ready, locks: shared, onPurged: events.onPurged });
  const hydration = createHydration({
    context: ready,
    locks: shared,
    perMinute: config.policies.hydratePerMinute,
    onRound: events.onHydrated,
  });
  const pruning = createAuditPruning({
    store,
    locks: shared,
    days: config.policies.auditDays,
    onPruned: events.onAuditPruned,
  });
  const replicas =
    store.leases &&
    watchReplicas(store.leases, () => {
      worker.wake();
      index.look();
      if (isPurging) purges.look();
    });

  async function ready(): Promise<GroupContext> {
    return await contextNow();
  }

  /** At once, after the first time. */
  function contextNow(): GroupContext | Promise<GroupContext> {
    identity.confirm();
    return context ?? makeContext();
  }

  async function makeContext(): Promise<GroupContext> {
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
      locks: timedLock(shared, events.onLockWaited),
      checks,
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

  return {
    users: createUsers(contextNow),
    groups: createGroups(contextNow),
    index,
    identity,
    upstream: client.state,
    emptiedFields: checks.emptied,
    async start() {
      replicas?.start();
      if (isPurging) purges.repeat(HOUR_MS);
      pruning.repeat(HOUR_MS);
      worker.start();
      await index.start();
    },
    async stop() {
      await Promise.all([
        replicas?.stop(),
        index.stop(),
        hydration.stop(),
        memberLists.stop(),
        worker.stop(),
        purges.stop(),
        checks.stop(),
        pruning.stop(),
      ]);
      await client.close();
    },
  };
}
