import t, { type Test } from 'tap';
import { processReadiness } from '../../src/ops/process-readiness.ts';
import { type CheckState, createReadiness } from '../../src/ops/readiness.ts';

const GOOD: CheckState = { ok: true };
const BAD: CheckState = { ok: false, reason: 'disk full' };

function parts(t: Test) {
  const states = { acme: GOOD, emea: GOOD };
  const acme = createReadiness({ store: async () => states.acme });
  const emea = createReadiness({ store: async () => states.emea });
  t.teardown(acme.stop);
  t.teardown(emea.stop);
  return { states, acme, emea, readiness: processReadiness(new Map(Object.entries({ acme, emea }))) };
}

t.test('one connection is told as it is, without its name', async (t) => {
  const { acme } = parts(t);
  await acme.start();
  const readiness = processReadiness(new Map([['acme', acme]]));
  t.strictSame(readiness.snapshot(), acme.snapshot());
  t.match(readiness.snapshot(), { ready: true, reasons: [], checks: { store: { ok: true } } });
});

t.test('several are not ready before all of them were checked, and then while one is', async (t) => {
  const { states, acme, emea, readiness } = parts(t);
  await acme.start();
  t.match(readiness.snapshot(), { ready: false, reasons: ['emea/store: not checked yet'] });
  states.emea = BAD;
  await emea.start();
  t.match(readiness.snapshot(), {
    ready: true,
    reasons: ['emea/store: disk full'],
    checks: { 'acme/store': { ok: true }, 'emea/store': { ok: false } },
  });
  acme.report('store', BAD);
  t.match(readiness.snapshot(), {
    ready: false,
    reasons: ['acme/store: disk full', 'emea/store: disk full'],
  });
});

t.test('each can be asked for by its name', async (t) => {
  const { acme, emea, readiness } = parts(t);
  await Promise.all([acme.start(), emea.start()]);
  emea.report('store', BAD);
  t.match(readiness.of('acme'), { ready: true, reasons: [] });
  t.match(readiness.of('emea'), { ready: false, reasons: ['store: disk full'] });
  for (const name of ['nobody', '__proto__', '']) t.equal(readiness.of(name), undefined);
});

t.test('on its way out the process is not ready, nor is any connection', async (t) => {
  const { acme, emea, readiness } = parts(t);
  await Promise.all([acme.start(), emea.start()]);
  readiness.drain();
  t.match(readiness.snapshot(), { ready: false, reasons: ['the process is shutting down'] });
  t.match(readiness.of('acme'), { ready: false, reasons: ['the process is shutting down'] });
});
