import { indexUser } from '../../src/provisioning/index-user.ts';
import { type MappingSettings, userMapping } from '../../src/provisioning/mapping/user-mapping.ts';
import { userTypeMap } from '../../src/provisioning/mapping/user-types.ts';
import { usernameRule } from '../../src/provisioning/mapping/usernames.ts';
import { readUser } from '../../src/qualtrics/records-wire.ts';
import type { ConnectionStore, StoredUser } from '../../src/store/store.ts';
import { BIG_GROUP, type Divisions, divisionsOf, idOf, MADE_AT, person, SMALL_GROUPS } from './people.ts';
import { record } from './record.ts';
import { sent } from './sent.ts';

const AT_ONCE = 1_000;

const settings: MappingSettings = {
  usernames: usernameRule(''),
  userTypes: userTypeMap(new Map(), false),
  defaultDivisionId: undefined,
  statusActive: 'active',
  statusDisabled: 'disabled',
  emailWritable: true,
};
const mapping = userMapping(settings);

/** Fills an empty store with what the bridge itself would have put there for so many users, and with their groups. */
export async function seedStore(store: ConnectionStore, users: number): Promise<void> {
  const divisions = divisionsOf(users);
  for (let from = 0; from < users; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, users - from);
    await store.users.putAll(Array.from({ length: size }, (_, index) => entry(from + index, divisions)));
  }
  await seedGroup(store, BIG_GROUP, 0, divisions.big);
  for (const [index, id] of SMALL_GROUPS.entries()) {
    await seedGroup(store, id, divisions.big + index * divisions.small, divisions.small);
  }
  await store.facts.set('brandId', 'bench');
}

/** The index entry of a person. */
export function entry(number: number, divisions: Divisions): StoredUser {
  const someone = person(number, divisions);
  const answer = { endpoint: 'GET /users/{id}', write: false, status: 200, notice: undefined } as const;
  const held = readUser({ ...answer, result: record(someone), requestId: undefined });
  return indexUser({ mapping, settings }, undefined, held, sent(someone), new Date(MADE_AT));
}

async function seedGroup(store: ConnectionStore, id: string, from: number, size: number): Promise<void> {
  await store.groups.put({
    target: 'division',
    id,
    displayName: id,
    created: MADE_AT,
    lastModified: MADE_AT,
  });
  for (let member = 0; member < size; member += AT_ONCE) {
    const portion = Math.min(AT_ONCE, size - member);
    const add = Array.from({ length: portion }, (_, index) => idOf(from + member + index));
    await store.memberships.change({ groupId: id, add, remove: [], due: [] });
  }
}
