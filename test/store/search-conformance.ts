import type { UserCondition } from '../../src/store/user-condition.ts';
import type { Given } from './conformance.ts';
import { people } from './people.ts';

/** As many comparisons as a filter may have. */
const MOST = 256;

/** What a store has to do for a search, however long its condition. */
export function runSearchConformance(given: Given): void {
  given('a member of any of very many groups is found', async (t, acme) => {
    const at = '2026-01-02T03:04:05Z';
    const group = { displayName: 'Staff', created: at, lastModified: at };
    await acme.users.putAll(people(8, 12));
    await acme.groups.put({ ...group, id: 'DV_few', target: 'division' });
    await acme.groups.put({ ...group, id: 'GR_255', target: 'group' });
    await acme.groupMembers.change({ groupId: 'GR_255', named: ['UR_11'], seen: [], remove: [], due: [] });
    const groups = Array.from(
      { length: MOST - 2 },
      (_, i) => ({ kind: 'group', id: `GR_${i + 2}` }) as const,
    );
    const condition: UserCondition = {
      kind: 'any',
      terms: [
        ...groups,
        { kind: 'group', id: 'DV_few' },
        { kind: 'text', attribute: 'id', operator: 'eq', value: 'UR_9' },
      ],
    };
    const { total, users } = await acme.users.find(condition, 0, 10);
    const found = ['UR_8', 'UR_9', 'UR_11'];
    t.equal(total, found.length);
    t.strictSame(users.map(({ id }) => id).sort(), found.toSorted());
    const scanned = await Array.fromAsync(acme.users.scan(condition));
    t.strictSame(scanned.map(({ id }) => id).sort(), found.toSorted());
  });

  given('what is found is what a page shows of a user, and a scan has all of it', async (t, acme) => {
    const [ada] = people(1, 2);
    if (ada) await acme.users.put(ada);
    const condition: UserCondition = { kind: 'active', value: true };
    const { users } = await acme.users.find(condition, 0, 10);
    t.strictSame(users, [{ id: ada?.id, resource: ada?.resource }]);
    t.strictSame(await Array.fromAsync(acme.users.scan(condition)), [ada]);
  });
}
