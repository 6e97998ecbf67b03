/** Two processes that begin on the same new PostgreSQL at once: whose is it? */
import t, { type Test } from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { connect } from '../provisioning/connect.ts';
import { startPostgres } from '../support/postgres.ts';

const ROUNDS = 10;

/** The store of each of two processes. Neither is told what it has of the brand before both have asked. */
async function storesOfTwo(t: Test, url: string): Promise<ConnectionStore[]> {
  const both = Promise.withResolvers<void>();
  let asked = 0;
  const opened = await Promise.all([openStore(url), openStore(url)]);
  t.teardown(() => Promise.all(opened.map((store) => store.close())));
  return opened.map((each) => {
    const store = each.connection('default');
    const get = async (name: string) => {
      const value = await store.facts.get(name);
      asked += 1;
      if (asked === 2) both.resolve();
      await both.promise;
      return value;
    };
    return { ...store, facts: { ...store.facts, get } };
  });
}

const postgres = await startPostgres(t);

if (postgres) {
  t.test('a new database that replicas of two brands see at once belongs to one of them', async (t) => {
    const sandboxes = await Promise.all([
      startSandbox({ brandId: 'acme' }),
      startSandbox({ brandId: 'other', seed: 2 }),
    ]);
    t.teardown(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));
    for (let round = 0; round < ROUNDS; round++) {
      await t.test(`round ${round}`, async (t) => {
        const stores = await storesOfTwo(t, await postgres.newDatabase());
        const identities = stores.flatMap((store, index) => {
          const sandbox = sandboxes[index];
          return sandbox ? connect(t, sandbox, store).identity : [];
        });
        const outcomes = await Promise.allSettled(identities.map((identity) => identity.check()));
        const good = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
        t.strictSame([good.length, refused.length], [1, 1]);
        for (const store of stores) t.equal(good[0]?.value.brandId, await store.facts.get('brandId'));
        t.match(refused[0]?.reason, { name: 'StoreError', code: 'configuration' });
      });
    }
  });

  t.test('a new database that two replicas of one brand see at once is good for both', async (t) => {
    const sandbox = await startSandbox({ brandId: 'acme' });
    t.teardown(() => sandbox.close());
    const stores = await storesOfTwo(t, await postgres.newDatabase());
    const answers = await Promise.all(stores.map((store) => connect(t, sandbox, store).identity.check()));
    t.strictSame(
      answers.map(({ brandId }) => brandId),
      ['acme', 'acme'],
    );
  });
}
