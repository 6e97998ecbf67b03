import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { connect } from '../provisioning/connect.ts';

const ROUNDS = 10;

/** Nobody is told what it has of the brand before both have asked. */
function askedByBoth(store: ConnectionStore): ConnectionStore {
  const both = Promise.withResolvers<void>();
  let asked = 0;
  const get = async (name: string) => {
    const value = await store.facts.get(name);
    asked += 1;
    if (asked === 2) both.resolve();
    await both.promise;
    return value;
  };
  return { ...store, facts: { ...store.facts, get } };
}

t.test('a new database that replicas of two brands see at once belongs to one of them', async (t) => {
  const sandboxes = await Promise.all([
    startSandbox({ brandId: 'acme' }),
    startSandbox({ brandId: 'other', seed: 2 }),
  ]);
  t.teardown(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));
  for (let round = 0; round < ROUNDS; round++) {
    const opened = await openStore('sqlite::memory:');
    t.teardown(() => opened.close());
    const store = opened.connection('default');
    const shared = askedByBoth(store);
    const identities = sandboxes.map((sandbox) => connect(t, sandbox, shared).identity);
    const outcomes = await Promise.allSettled(identities.map((identity) => identity.check()));
    const [good, ...others] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    t.equal(others.length, 0);
    t.equal(good?.value.brandId, await store.facts.get('brandId'));
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    t.match(refused?.reason, { name: 'StoreError', code: 'configuration' });
  }
});

t.test('a new database that two replicas of one brand see at once is good for both', async (t) => {
  const sandbox = await startSandbox({ brandId: 'acme' });
  t.teardown(() => sandbox.close());
  const opened = await openStore('sqlite::memory:');
  t.teardown(() => opened.close());
  const shared = askedByBoth(opened.connection('default'));
  const identities = [1, 2].map(() => connect(t, sandbox, shared).identity);
  const answers = await Promise.all(identities.map((identity) => identity.check()));
  t.strictSame(
    answers.map(({ brandId }) => brandId),
    ['acme', 'acme'],
  );
});
