import type { ConnectionStore } from '../../src/store/store.ts';
import { aUser } from './a-user.ts';
import type { Given } from './conformance.ts';

const LONG = 'x'.repeat(9000);
/** What an IdP may send or ask for, and a database not like. */
const ODD_TEXTS = [
  '\0',
  'a\0b',
  'ab',
  LONG,
  `${LONG}y`,
  `sha256:${'0'.repeat(64)}`,
  '',
  "'; --",
  '\\x00',
  '{"}',
];

/** Text that no key of a sane IdP is made of: kept as it is, found by itself alone. */
export function runTextConformance(given: Given): void {
  given('a user of odd keys comes back as it was put, and is found by them alone', async (t, { users }) => {
    const odd = ODD_TEXTS.map((text, i) =>
      aUser(`UR_${i}`, { keys: { userName: text, externalId: text, emails: [text, 'all@x'] } }),
    );
    await users.putAll(odd);
    t.strictSame(await users.lookUp('email', 'all@x'), odd);
    for (const [i, text] of ODD_TEXTS.entries()) {
      for (const key of ['userName', 'externalId', 'email'] as const) {
        t.strictSame(await users.lookUp(key, text), [odd[i]], `${key} ${i}`);
      }
    }
  });

  given('a group of odd names comes back as it was put', async (t, { groups }) => {
    for (const [i, text] of ODD_TEXTS.entries()) {
      const at = '2026-01-02T03:04:05Z';
      const id = `DV_${i}`;
      const names = { displayName: text, externalId: text };
      const group = { id, target: 'division' as const, ...names, created: at, lastModified: at };
      await groups.put(group);
      t.strictSame(await groups.lookUp('displayName', text), [group], `name ${i}`);
      t.strictSame(await groups.lookUp('externalId', text), [group], `externalId ${i}`);
    }
  });

  given('the creation of a user of an odd name is remembered', async (t, { pendingCreations }) => {
    for (const userName of ODD_TEXTS) {
      const creation = { userName, since: '2026-01-01T00:00:00Z' };
      await pendingCreations.begin(creation);
      t.strictSame(await pendingCreations.get(userName), creation);
      await pendingCreations.end(userName);
      t.equal(await pendingCreations.get(userName), undefined);
    }
  });

  given('any text may be asked for', async (t, acme) => {
    await acme.users.put(aUser('UR_1'));
    for (const [i, text] of ODD_TEXTS.entries())
      t.strictSame(await everythingOf(acme, text), [], `text ${i}`);
  });
}

/** All that any question about that text finds. */
async function everythingOf(
  { users, groups, memberships, dueMoves, pendingCreations, facts }: ConnectionStore,
  text: string,
): Promise<unknown[]> {
  const found = [
    await users.get(text),
    await users.lookUpDeleted(text),
    await groups.get(text),
    await groups.lookUpDeleted(text, 'division'),
    await dueMoves.get(text),
    await pendingCreations.get(text),
    await facts.get('synced'),
    await users.lookUp('userName', text),
    await users.lookUp('externalId', text),
    await users.lookUp('email', text),
    await groups.lookUp('displayName', text),
    await groups.lookUp('externalId', text),
    await memberships.among(text, [text]),
    await memberships.usersAmong([text]),
    await dueMoves.among([text]),
    [...(await memberships.ofUsers([text]))],
    await Array.fromAsync(memberships.rows(text)),
    await Array.fromAsync(memberships.seenIn(text)),
  ];
  await users.remove(text);
  await memberships.removeUser(text);
  const move = { userId: text, from: [], since: 1, seq: 1 };
  await users.put(aUser('UR_over'), undefined, { creation: text, move });
  await users.remove('UR_over');
  return found.flat().filter((each) => each !== undefined);
}
