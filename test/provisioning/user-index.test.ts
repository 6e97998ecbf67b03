import { mock } from 'node:test';
import t, { type Test } from 'tap';
import { createUserIndex, type UserIndexSettings } from '../../src/provisioning/user-index.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';

const MINUTE = 60_000;
const INTERVAL = 10 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00Z');
const SOON = () => AbortSignal.timeout(5_000);

async function openData(t: Test): Promise<ConnectionStore> {
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  return store.connection('default');
}

/** An index whose listings end when told to, in the order in which they began. */
async function open(t: Test, settings: Partial<UserIndexSettings> = {}) {
  const listings: PromiseWithResolvers<number>[] = [];
  const index = createUserIndex({
    store: await openData(t),
    async list(_signal, { onProgress }) {
      const begun = { number: listings.length, began: new Date().toISOString(), listed: 0, drifted: 0 };
      const listing = Promise.withResolvers<number>();
      listings.push(listing);
      onProgress(begun);
      return { ...begun, listed: await listing.promise };
    },
    intervalMs: INTERVAL,
    onProgress: () => {},
    onListed: () => {},
    onFailure: () => {},
    onComplete: () => {},
    ...settings,
  });
  return { index, listings };
}

/** The time as the test wants it. */
function stopClock(t: Test): typeof mock.timers {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START });
  t.teardown(() => mock.timers.reset());
  return mock.timers;
}

/** Everything that is due without a timer: the store commits some turns of the event loop later. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

t.test('whoever asks while a listing is under way shares it', async (t) => {
  const heard: number[] = [];
  const { index, listings } = await open(t, { onListed: (users) => heard.push(users) });
  const asked = [index.refresh(SOON()), index.refresh(SOON()), index.refresh(SOON())];
  t.notOk(index.isFresh());
  t.equal(index.completed(), undefined);
  listings[0]?.resolve(3);
  await Promise.all(asked);
  t.equal(listings.length, 1);
  t.ok(index.isFresh());
  t.strictSame(heard, [3]);
});

t.test('who needs a listing that is newer than their question gets one, and shares that', async (t) => {
  const { index, listings } = await open(t);
  const before = index.refresh(SOON());
  const since = new Date(Date.now() + 1);
  while (Date.now() <= since.getTime()) await settle();
  const asked = [index.refresh(SOON(), since), index.refresh(SOON(), since)];
  listings[0]?.resolve(1);
  await before;
  await settle();
  t.equal(listings.length, 2);
  listings[1]?.resolve(2);
  await Promise.all(asked);
  t.equal(listings.length, 2);
});

t.test('a listing that failed fails for who shared it, and the next to ask begins another', async (t) => {
  const { index, listings } = await open(t);
  const asked = [index.refresh(SOON()), index.refresh(SOON())];
  listings[0]?.reject(new Error('outage'));
  for (const one of asked) await t.rejects(one, { message: 'outage' });
  t.match(index.lastFailure(), { message: 'outage' });
  t.notOk(index.isFresh());
  const again = index.refresh(SOON());
  listings[1]?.resolve(1);
  await again;
  t.equal(index.lastFailure(), undefined);
});

t.test('who asks waits no longer than their answer may take, and the listing goes on', async (t) => {
  const { index, listings } = await open(t);
  const due = new AbortController();
  const impatient = index.refresh(due.signal);
  const patient = index.refresh(SOON());
  due.abort();
  await t.rejects(impatient, { name: 'ProvisioningError', code: 'unavailable', retryAfter: Number });
  listings[0]?.resolve(1);
  await patient;
  t.equal(listings.length, 1);
});

t.test('at the start it lists at once, then at the interval with some jitter', async (t) => {
  const clock = stopClock(t);
  const { index, listings } = await open(t);
  await index.start();
  t.equal(listings.length, 1, 'at once');
  listings[0]?.resolve(1);
  await settle();
  clock.tick(INTERVAL - 1);
  t.equal(listings.length, 1, 'not before the interval');
  clock.tick(INTERVAL / 10 + 2);
  t.equal(listings.length, 2, 'a tenth later at most');
  listings[1]?.resolve(1);
  await index.stop();
});

t.test('the jitter differs, so that bridges that started together spread out', async (t) => {
  const clock = stopClock(t);
  const delays = new Set<number>();
  for (let i = 0; i < 5; i++) {
    const { index, listings } = await open(t);
    await index.start();
    listings[0]?.resolve(1);
    await settle();
    const before = Date.now();
    clock.runAll();
    delays.add(Date.now() - before);
    listings[1]?.resolve(1);
    await index.stop();
  }
  t.ok(delays.size > 1, [...delays].join(', '));
});

t.test('a listing that failed is told to ops and tried again after half a minute', async (t) => {
  const clock = stopClock(t);
  const failures: unknown[] = [];
  const { index, listings } = await open(t, { onFailure: (failure) => failures.push(failure) });
  await index.start();
  listings[0]?.reject(new Error('outage'));
  await settle();
  t.match(failures, [{ message: 'outage' }]);
  clock.tick(30_000 - 1);
  t.equal(listings.length, 1);
  clock.tick(3_002);
  t.equal(listings.length, 2);
  listings[1]?.resolve(1);
  await settle();
  t.ok(index.isFresh());
  await index.stop();
});

t.test('who has to list now lists anew, after the listing that is under way', async (t) => {
  const sinces: (Date | undefined)[] = [];
  const ends: (() => void)[] = [];
  const { index } = await open(t, {
    async list(_signal, { since }) {
      sinces.push(since);
      await new Promise<void>((resolve) => ends.push(resolve));
      return { number: 1, began: new Date().toISOString(), listed: 1, drifted: 0 };
    },
  });
  await index.start();
  index.listNow();
  await settle();
  t.strictSame(sinces, [undefined]);
  ends[0]?.();
  while (sinces.length < 2) await settle();
  t.ok(sinces[1], 'and not the rest of an older one');
  ends[1]?.();
  await index.stop();
});

t.test('it is fresh for two intervals', async (t) => {
  const clock = stopClock(t);
  const { index, listings } = await open(t);
  const asked = index.refresh(new AbortController().signal);
  listings[0]?.resolve(1);
  await asked;
  clock.setTime(START + 2 * INTERVAL - 1);
  t.ok(index.isFresh());
  clock.setTime(START + 2 * INTERVAL);
  t.notOk(index.isFresh());
  t.match(index.completed(), new Date(START), 'but it was complete once');
});

t.test('a restart with a fresh listing does not list again until that one is old', async (t) => {
  const clock = stopClock(t);
  const store = await openData(t);
  const { index, listings } = await open(t, { store });
  const asked = index.refresh(new AbortController().signal);
  listings[0]?.resolve(1);
  await asked;
  clock.tick(4 * MINUTE);

  const restarted = await open(t, { store });
  await restarted.index.start();
  t.ok(restarted.index.isFresh());
  t.equal(restarted.listings.length, 0);
  clock.tick(6 * MINUTE - 1);
  t.equal(restarted.listings.length, 0);
  clock.tick(INTERVAL / 10 + 2);
  t.equal(restarted.listings.length, 1);
  restarted.listings[0]?.resolve(1);
  await restarted.index.stop();
});

t.test('a listing of the future, left by a clock that was wrong, counts for nothing', async (t) => {
  stopClock(t);
  const store = await openData(t);
  await store.facts.set('users.listed', '2027-01-01T00:00:00.000Z');
  const { index, listings } = await open(t, { store });
  await index.start();
  t.notOk(index.isFresh());
  t.equal(listings.length, 1);
  listings[0]?.resolve(1);
  await index.stop();
});

t.test('after the stop nothing is listed any more, and the listing under way is told', async (t) => {
  const clock = stopClock(t);
  let told: AbortSignal | undefined;
  const failures: unknown[] = [];
  const { index } = await open(t, {
    onFailure: (failure) => failures.push(failure),
    list: (signal) => {
      told = signal;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    },
  });
  await index.start();
  await index.stop();
  t.ok(told?.aborted);
  told = undefined;
  clock.runAll();
  t.equal(told, undefined);
  t.strictSame(failures, [], 'a stop is no failure');
});
