import type { Test } from 'tap';
import type { ConnectionStore, Store } from '../../src/store/store.ts';
import { aUser, deleted, users } from './a-user.ts';
import { runAuditConformance } from './audit-conformance.ts';
import { runGroupMembersConformance } from './group-members-conformance.ts';
import { runGroupsOfUsersConformance } from './groups-of-users-conformance.ts';
import { runLedgerConformance } from './ledger-conformance.ts';
import { runListingConformance } from './listing-conformance.ts';
import { runOrderConformance } from './order-conformance.ts';
import { runSearchConformance } from './search-conformance.ts';
import { runTextConformance } from './text-conformance.ts';
import { runUsersConformance } from './users-conformance.ts';

/** A rule about a store that is new and empty, and about its connection acme. */
export type Given = (
  rule: string,
  prove: (t: Test, acme: ConnectionStore, store: Store) => Promise<void>,
) => void;

/** What every implementation of Store has to do. `open` gives a new, empty store each time. */
export function runStoreConformance(t: Test, name: string, open: () => Promise<Store>): void {
  const given: Given = (rule, prove) =>
    t.test(`${name}: ${rule}`, async (t) => {
      const store = await open();
      t.teardown(() => store.close());
      await prove(t, store.connection('acme'), store);
    });

  runUsersConformance(given);
  runOrderConformance(given);
  runSearchConformance(given);
  runLedgerConformance(given);
  runGroupMembersConformance(given);
  runGroupsOfUsersConformance(given);
  runListingConformance(given);
  runTextConformance(given);
  runAuditConformance(given);

  given('a pending creation lasts until its end', async (t, acme) => {
    await acme.pendingCreations.begin({ userName: 'ada', since: '2026-01-01T00:00:00Z' });
    await acme.pendingCreations.begin({ userName: 'ada', since: '2026-01-02T00:00:00Z' });
    t.strictSame(await acme.pendingCreations.get('ada'), { userName: 'ada', since: '2026-01-02T00:00:00Z' });
    await acme.pendingCreations.end('ada');
    await acme.pendingCreations.end('ada');
    t.equal(await acme.pendingCreations.get('ada'), undefined);
  });

  given('a fact is what it was last set to', async (t, acme) => {
    t.equal(await acme.facts.get('synced'), undefined);
    await acme.facts.set('synced', '2026-01-01T00:00:00Z');
    await acme.facts.set('synced', '');
    t.equal(await acme.facts.get('synced'), '');
  });

  given('a fact that is set once is what it was first set to', async (t, acme) => {
    const values = ['1', '2', '3'];
    const heard = await Promise.all(values.map((value) => acme.facts.setOnce('brand', value)));
    const first = await acme.facts.get('brand');
    t.ok(first !== undefined && values.includes(first));
    t.strictSame(heard, [first, first, first]);
  });

  given('no connection sees another one', async (t, acme, store) => {
    const other = store.connection('other');
    const gone = deleted(aUser('UR_2', { purgeAfter: '2026-05-01T00:00:00Z' }));
    await acme.users.putAll([aUser('UR_1'), gone]);
    await acme.pendingCreations.begin({ userName: 'ada', since: '2026-01-01T00:00:00Z' });
    await acme.facts.set('synced', 'yes');

    t.equal(await other.users.get('UR_1'), undefined);
    t.strictSame(await other.users.lookUp('userName', 'ur_1@example.com'), []);
    t.strictSame(await other.users.lookUp('externalId', '00u-UR_1'), []);
    t.strictSame(await other.users.lookUp('email', 'ur_1@example.com'), []);
    t.equal(await other.users.lookUpDeleted('ur_2@example.com'), undefined);
    t.equal(await other.users.count(), 0);
    t.strictSame(await other.users.page(0, 10), []);
    t.strictSame(await Array.fromAsync(other.users.scan()), []);
    t.strictSame(await Array.fromAsync(other.listing.unnamed(1)), []);
    t.strictSame(await other.users.duePurges('2027-01-01T00:00:00Z'), []);
    t.equal(await other.pendingCreations.get('ada'), undefined);
    t.equal(await other.facts.get('synced'), undefined);

    await other.users.put(aUser('UR_1', { kept: { nickName: 'the other' } }));
    await other.users.remove('UR_2');
    await other.pendingCreations.end('ada');
    await other.facts.set('synced', 'no');
    t.strictSame(await store.connection('acme').users.get('UR_1'), aUser('UR_1'));
    t.strictSame(await acme.users.get('UR_2'), gone);
    t.ok(await acme.pendingCreations.get('ada'));
    t.equal(await acme.facts.get('synced'), 'yes');
  });

  given('check passes, again and again, on a store that works', async (t, _acme, store) => {
    await t.resolves(store.check());
    await t.resolves(store.check());
  });

  given('a closed store rejects every call', async (t, acme, store) => {
    await acme.users.putAll(users(0, 200));
    const closed = { name: 'StoreError', code: 'unavailable' };
    const closeAmidScan = async () => {
      for await (const _ of acme.users.scan()) await store.close();
    };
    await t.rejects(closeAmidScan(), closed);
    await t.rejects(acme.users.get('UR_1'), closed);
    await t.rejects(acme.users.put(aUser('UR_1')), closed);
    await t.rejects(acme.users.putAll([aUser('UR_1')]), closed);
    await t.rejects(acme.users.page(0, 1), closed);
    await t.rejects(acme.facts.set('synced', 'no'), closed);
    await t.rejects(store.check(), closed);
  });
}
