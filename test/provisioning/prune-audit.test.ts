import t from 'tap';
import { createAuditPruning } from '../../src/provisioning/audit/prune-audit.ts';
import { createKeyedLock } from '../../src/provisioning/locks/keyed-lock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anEntry } from '../store/audit-conformance.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

t.test('entries older than they may be are taken away, in portions; the others stay', async (t) => {
  const store = await openStore('sqlite::memory:');
  t.teardown(() => store.close());
  const acme = store.connection('acme');
  const old = Array.from({ length: 1_200 }, (_, n) => anEntry(n, { time: daysAgo(91 + n / 100) }));
  const young = [anEntry(1, { time: daysAgo(89) }), anEntry(2, { time: daysAgo(0) })];
  await acme.audit.add([...old, ...young]);
  const outcome = await new Promise((resolve) => {
    const pruning = createAuditPruning({
      store: acme,
      locks: createKeyedLock(),
      days: 90,
      onPruned: resolve,
    });
    t.teardown(() => pruning.stop());
    pruning.look();
  });
  t.strictSame(outcome, { pruned: 1_200 });
  t.strictSame(await Array.fromAsync(acme.audit.entries()), young);
});

t.test('a store that cannot do it is told of', async (t) => {
  const store = await openStore('sqlite::memory:');
  const acme = store.connection('acme');
  await store.close();
  const outcome = await new Promise((resolve) => {
    const pruning = createAuditPruning({ store: acme, locks: createKeyedLock(), days: 1, onPruned: resolve });
    t.teardown(() => pruning.stop());
    pruning.look();
  });
  t.match(outcome, { failure: { code: 'unavailable' } });
});
