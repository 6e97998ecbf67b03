import type { AuditEntry } from '../../src/store/audit.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { aUser } from './a-user.ts';
import type { Given } from './conformance.ts';

const second = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString();

export function anEntry(n: number, changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    time: second(n),
    resourceType: 'User',
    id: `UR_${n % 3}`,
    action: 'change',
    outcome: 'done',
    askedBy: { token: 'a1b2c3', method: 'PATCH', route: '/Users/:id', requestId: `r${n}` },
    fields: { lastName: { from: 'Lovelace', to: `King ${n}` }, language: { from: 'en', to: null } },
    ...changes,
  };
}

const entries = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => anEntry(from + i));

/** Who changed what. */
export function runAuditConformance(given: Given): void {
  given('an entry of the audit comes back as it was added', async (t, acme) => {
    const odd = JSON.parse('{"\\u0000": {"from": "\\ud83d", "to": [null, 1.5]}}');
    const { id: _id, ...nobody } = anEntry(2, { outcome: 'taken' });
    const all = [anEntry(1, { kept: odd, upstreamRequestId: 'x', id: 'UR_\0' }), nobody];
    await acme.audit.add(all);
    t.strictSame(await Array.fromAsync(acme.audit.entries()), all);
    t.strictSame(await Array.fromAsync(acme.audit.entries({ id: 'UR_\0' })), all.slice(0, 1));
  });

  given('entries come in the order of their time, in any number', async (t, acme) => {
    const all = entries(0, 250);
    await acme.audit.add(all.slice(120));
    await acme.audit.add(all.slice(0, 120));
    t.strictSame(await Array.fromAsync(acme.audit.entries()), all);
    const same = Array.from({ length: 120 }, (_, n) => anEntry(300, { upstreamRequestId: String(n) }));
    await acme.audit.add(same);
    t.strictSame(await Array.fromAsync(acme.audit.entries({ since: second(300) })), same);
  });

  given('entries are found by id, from a time on and up to another', async (t, acme) => {
    await acme.audit.add(entries(0, 10));
    const found = async (query: Parameters<typeof acme.audit.entries>[0]) =>
      (await Array.fromAsync(acme.audit.entries(query))).map(({ time }) => time);
    t.strictSame(await found({ id: 'UR_1' }), [1, 4, 7].map(second));
    t.strictSame(await found({ since: second(3), until: second(5) }), [3, 4].map(second));
    t.strictSame(await found({ id: 'UR_1', since: second(4), until: second(7) }), [second(4)]);
    t.strictSame(await found({ id: 'UR_9' }), []);
  });

  given('a user and the entry that tells of it are put together, or neither is', async (t, acme) => {
    const ada = aUser('UR_1');
    await acme.users.put(ada, anEntry(1));
    t.strictSame(await Array.fromAsync(acme.audit.entries()), [anEntry(1)]);
    const refused: AuditEntry = { ...anEntry(2), ...JSON.parse('{"time": null}') };
    await t.rejects(acme.users.put(aUser('UR_2'), refused), StoreError);
    t.equal(await acme.users.get('UR_2'), undefined);
    t.strictSame(await Array.fromAsync(acme.audit.entries()), [anEntry(1)]);
  });

  given('what is over once a user is as put ends with the put, or goes on', async (t, acme) => {
    const due = [{ userId: 'UR_1', from: ['DV_0'] }];
    await acme.pendingCreations.begin({ userName: 'ada', since: second(0) });
    await acme.pendingCreations.begin({ userName: 'bob', since: second(0) });
    await acme.memberships.change({ groupId: 'DV_1', add: ['UR_1'], remove: [], due });
    const move = await acme.dueMoves.get('UR_1');
    if (!move) throw new Error('No move is due.');

    const refused: AuditEntry = { ...anEntry(2), ...JSON.parse('{"time": null}') };
    await t.rejects(acme.users.put(aUser('UR_1'), refused, { creation: 'ada', move }), StoreError);
    t.ok(await acme.pendingCreations.get('ada'));
    t.strictSame(await acme.dueMoves.get('UR_1'), move);

    await acme.users.put(aUser('UR_1'), undefined, { creation: 'ada' });
    t.equal(await acme.pendingCreations.get('ada'), undefined);
    t.ok(await acme.pendingCreations.get('bob'));
    t.strictSame(await acme.dueMoves.get('UR_1'), move);

    await acme.memberships.change({ groupId: 'DV_2', add: ['UR_1'], remove: [], due });
    await acme.users.put(aUser('UR_1'), undefined, { move });
    t.ok(await acme.dueMoves.get('UR_1'), 'due of a later change');
    const later = await acme.dueMoves.get('UR_1');
    await acme.users.put(aUser('UR_1'), undefined, later && { move: later });
    t.equal(await acme.dueMoves.get('UR_1'), undefined);
  });

  given('members change together with the entries that tell of it, or not', async (t, acme) => {
    const refused: AuditEntry = { ...anEntry(2), ...JSON.parse('{"time": null}') };
    const change = { groupId: 'DV_1', add: ['UR_1'], remove: [], due: [] };
    await t.rejects(acme.memberships.change(change, [anEntry(1), refused]), StoreError);
    t.equal((await acme.memberships.ofUsers(['UR_1'])).size, 0);
    await acme.memberships.change(change, [anEntry(1)]);
    t.equal((await acme.memberships.ofUsers(['UR_1'])).size, 1);

    const own = { groupId: 'GR_1', named: ['UR_1'], seen: [], remove: [], due: [] };
    await t.rejects(acme.groupMembers.change(own, [refused]), StoreError);
    t.equal((await acme.groupMembers.ofUsers(['UR_1'])).size, 0);
    await acme.groupMembers.change(own, [anEntry(2)]);
    t.equal((await acme.groupMembers.ofUsers(['UR_1'])).size, 1);
    t.strictSame(await Array.fromAsync(acme.audit.entries()), [anEntry(1), anEntry(2)]);
  });

  given('the oldest entries go first, so many at a time, and none that is new', async (t, acme, store) => {
    const other = store.connection('other');
    await acme.audit.add(entries(0, 10));
    await other.audit.add([anEntry(0)]);
    t.equal(await acme.audit.prune(second(5), 3), 3);
    t.equal(await acme.audit.prune(second(5), 3), 2);
    t.equal(await acme.audit.prune(second(5), 3), 0);
    t.strictSame(await Array.fromAsync(acme.audit.entries()), entries(5, 10));
    t.strictSame(await Array.fromAsync(other.audit.entries()), [anEntry(0)], "not another connection's");
  });
}
