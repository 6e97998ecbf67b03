import t, { type Test } from 'tap';
import type { Connection } from '../../src/connection.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Listing } from '../../src/store/listing.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { connect } from './connect.ts';

const LIST = '/API/v3/users';
const SOON = () => AbortSignal.timeout(10_000);

/** A brand of which a first process listed two pages before it came to its end. */
async function brokenOff(t: Test, options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ users: 450, ...options });
  t.teardown(() => sandbox.close());
  const whole = await openStore('sqlite::memory:');
  t.teardown(() => whole.close());
  const store = whole.connection('default');
  const down = {
    match: { path: LIST, skip: 2, times: 'always' },
    effect: { kind: 'status', status: 403 },
  } as const;
  const fault = sandbox.fault(down);
  const first = connect(t, sandbox, store);
  await t.rejects(first.index.refresh(SOON()), { code: 'forbidden' });
  await first.stop();
  fault.cancel();
  sandbox.clearCalls();
  return { sandbox, store, next: () => connect(t, sandbox, store) };
}

async function list({ index }: Connection): Promise<void> {
  await index.refresh(SOON());
}

function pagesOf({ calls }: Sandbox): number {
  return calls.filter(({ path }) => path === LIST).length;
}

async function shown(store: ConnectionStore): Promise<Set<string>> {
  return new Set((await Array.fromAsync(store.users.scan())).map(({ id }) => id));
}

function idsOf(sandbox: Sandbox): Set<string> {
  return new Set(sandbox.users().map(({ id }) => id));
}

async function change(store: ConnectionStore, changes: Partial<Listing>): Promise<void> {
  const listing = await store.listing.get();
  if (listing) await store.listing.put({ ...listing, ...changes }, []);
}

for (const paging of ['offset', 'skipToken'] as const) {
  t.test(`the next process goes on with the page that the last one read last (${paging})`, async (t) => {
    const { sandbox, store, next } = await brokenOff(t, { paging });
    await list(next());
    t.equal(pagesOf(sandbox), 4, 'of five');
    t.strictSame(await shown(store), idsOf(sandbox));
    t.match(await store.listing.get(), { number: 1, listed: idsOf(sandbox).size, ended: String });
    t.notOk(
      sandbox.calls.some(({ path }) => path.startsWith(`${LIST}/`)),
      'nobody is asked for by id',
    );
  });
}

t.test('who moves up a page between two processes is listed', async (t) => {
  const { sandbox, store, next } = await brokenOff(t);
  const [owner = '', first = '', second = '', ...others] = idsOf(sandbox);
  sandbox.removeUser(first);
  sandbox.removeUser(second);
  await list(next());
  const expected = new Set([owner, ...others]);
  t.strictSame((await shown(store)).intersection(expected), expected);
});

t.test('a listing that shifts by more than a page takes nobody for gone', async (t) => {
  const { sandbox, store, next } = await brokenOff(t);
  await list(next());
  const now = new Date(Date.now() + 1).toISOString();
  const begun = { number: 2, began: now, read: now, page: '/users?offset=300', listed: 300, drifted: 0 };
  await store.listing.put(begun, [...idsOf(sandbox)].slice(0, 100));
  await list(next());
  t.strictSame(await shown(store), idsOf(sandbox), 'two hundred were on no page');
});

t.test('an old place is not gone on with', async (t) => {
  const { sandbox, store, next } = await brokenOff(t);
  await change(store, { read: new Date(Date.now() - 11 * 60_000).toISOString() });
  await list(next());
  t.equal(pagesOf(sandbox), 5);
  t.match(await store.listing.get(), { number: 2, listed: idsOf(sandbox).size });
});

t.test('a place that Qualtrics has forgotten is not gone on with', async (t) => {
  const { sandbox, store, next } = await brokenOff(t, { paging: 'skipToken' });
  await change(store, { page: '/users?skipToken=forgotten' });
  await list(next());
  t.equal(pagesOf(sandbox), 6, 'one refused, then five');
  t.strictSame(await shown(store), idsOf(sandbox));
});

t.test(
  'who needs a listing that is newer than their question does not get the rest of an old one',
  async (t) => {
    const { sandbox, next } = await brokenOff(t);
    await next().index.refresh(SOON(), new Date());
    t.equal(pagesOf(sandbox), 5);
  },
);

t.test('who is missing is left to the next process by one that ends after the last page', async (t) => {
  const { sandbox, store, next } = await brokenOff(t);
  await list(next());
  const [, gone = ''] = idsOf(sandbox);
  sandbox.removeUser(gone);
  const now = new Date(Date.now() + 1).toISOString();
  const pages = { number: 2, began: now, read: now, page: null, listed: 450, drifted: 0 };
  await store.listing.put(pages, [...idsOf(sandbox)]);
  sandbox.clearCalls();
  await list(next());
  t.equal(pagesOf(sandbox), 0);
  t.ok((await store.users.get(gone))?.gone);
});

t.test('how far a listing is, and of about how many, is told', async (t) => {
  const { sandbox, store, next } = await brokenOff(t);
  await list(next());
  await store.facts.set('users.listed', '2020-01-01T00:00:00Z');
  const told: (readonly [number, number | undefined])[] = [];
  const again = connect(
    t,
    sandbox,
    store,
    {},
    {
      onListing: ({ listed, expected }) => told.push([listed, expected]),
    },
  );
  await list(again);
  const all = idsOf(sandbox).size;
  t.strictSame(
    told,
    [0, 100, 200, 300, 400, all].map((listed) => [listed, all]),
  );
  t.equal(again.index.progress(), undefined, 'and nothing when it is over');
});
