import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ConnectionStore, Store, StoredUser } from '../../src/store/store.ts';
import { aUser, listed } from './a-user.ts';
import { StoreModel } from './store-model.ts';

type Write =
  | { readonly do: 'put'; readonly user: StoredUser }
  | { readonly do: 'putAll'; readonly users: readonly StoredUser[] }
  | { readonly do: 'remove'; readonly id: string };

const ids = Array.from({ length: 400 }, (_, i) => `UR_${i}`);
/** So few that writes meet on the same id. */
const FEW = 12;
const names = ['ada', 'Ada', 'bo', 'straße', "o'neil%_"];
const dates = fc.integer({ min: 10, max: 59 }).map((minute) => `2026-01-01T00:${minute}:00Z`);

const user = fc
  .record(
    {
      id: fc.constantFrom(...ids.slice(0, FEW)),
      userName: fc.constantFrom(...names),
      externalId: fc.constantFrom(...names),
      emails: fc.array(fc.constantFrom(...names), { maxLength: 3 }),
      resource: fc.dictionary(fc.string(), fc.jsonValue()),
      deleted: dates,
      purgeAfter: dates,
    },
    { requiredKeys: ['id', 'userName', 'emails', 'resource'] },
  )
  .map(({ id, userName, externalId, emails, resource, ...dates }) =>
    aUser(id, {
      keys: { userName, ...(externalId !== undefined && { externalId }), emails },
      resource: JSON.parse(JSON.stringify(resource)),
      ...dates,
    }),
  );

const manyUsers = fc
  .record({ from: fc.nat(ids.length), count: fc.nat(200), deleted: fc.boolean() })
  .map(({ from, count, deleted }) =>
    ids.slice(from, from + count).map((id) => aUser(id, deleted ? { deleted: '2026-02-02T02:02:02Z' } : {})),
  );

const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 4, arbitrary: user.map((user) => ({ do: 'put' as const, user })) },
  { weight: 2, arbitrary: manyUsers.map((users) => ({ do: 'putAll' as const, users })) },
  { weight: 3, arbitrary: fc.constantFrom(...ids).map((id) => ({ do: 'remove' as const, id })) },
);

/** Each run has a connection of its own in the one store, so the rows of the runs lie among each other. */
export async function behavesLikeAMap(store: Store): Promise<void> {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { maxLength: 30 }),
      fc.nat(200),
      fc.nat(50),
      async (writes, offset, limit) => {
        const connection = store.connection(`run ${run++}`);
        const model = new StoreModel();
        for (const step of writes) {
          await apply(step, connection, model);
          assert.equal(await connection.users.count(), model.live.length);
          assert.deepEqual(
            await connection.users.page(offset, limit),
            model.live.slice(offset, offset + limit).map(listed),
          );
        }
        await compare(connection, model);
      },
    ),
    { seed: 7643, numRuns: 60 },
  );
}

async function apply(step: Write, { users }: ConnectionStore, model: StoreModel): Promise<void> {
  if (step.do === 'remove') {
    await users.remove(step.id);
    model.users.delete(step.id);
  } else if (step.do === 'put') {
    await users.put(step.user);
    model.users.set(step.user.id, step.user);
  } else {
    await users.putAll(step.users);
    for (const user of step.users) model.users.set(user.id, user);
  }
}

async function compare({ users, listing }: ConnectionStore, model: StoreModel): Promise<void> {
  assert.deepEqual(await Array.fromAsync(users.scan()), model.live);
  assert.deepEqual((await Array.fromAsync(listing.unnamed(1))).sort(), [...model.users.keys()].sort());
  for (const id of ids.slice(0, FEW)) assert.deepEqual(await users.get(id), model.users.get(id));
  for (const name of names) {
    assert.deepEqual(await users.lookUp('userName', name), model.lookUp('userName', name));
    assert.deepEqual(await users.lookUp('externalId', name), model.lookUp('externalId', name));
    assert.deepEqual(await users.lookUp('email', name), model.lookUp('email', name));
    assert.deepEqual(await users.lookUpDeleted(name), model.lookUpDeleted(name));
  }
  const now = '2026-01-01T00:35:00Z';
  assert.deepEqual((await users.duePurges(now)).map(({ id }) => id).sort(), model.duePurges(now));
}
