import { fastify } from 'fastify';
import t, { type Test } from 'tap';
import { createMetrics } from '../../src/ops/metrics.ts';
import { processReadiness } from '../../src/ops/process-readiness.ts';
import { createReadiness } from '../../src/ops/readiness.ts';
import { opsRoutes } from '../../src/ops/routes.ts';
import { parseExposition } from './exposition.ts';

async function service(t: Test) {
  let checked = 0;
  const readiness = createReadiness({
    store: async () => {
      checked += 1;
      return { ok: true };
    },
  });
  const metrics = createMetrics([]);
  const app = fastify();
  app.register(opsRoutes, {
    version: '1.2.3',
    readiness: processReadiness(new Map([['acme', readiness]])),
    metrics,
  });
  const origin = await app.listen({ port: 0 });
  t.teardown(() => app.close());
  t.teardown(readiness.stop);
  return { origin, readiness, metrics, checked: () => checked };
}

t.test('/healthz is 200 while the process is up, ready or not', async (t) => {
  const { origin } = await service(t);
  const response = await fetch(`${origin}/healthz`);
  t.equal(response.status, 200);
  t.strictSame(await response.json(), { status: 'ok', version: '1.2.3' });
  t.equal(response.headers.get('cache-control'), 'no-store');
});

t.test('/readyz is 200 or 503 with the reasons, and asks nobody', async (t) => {
  const { origin, readiness, checked } = await service(t);
  await readiness.start();
  const good = await fetch(`${origin}/readyz`);
  t.equal(good.status, 200);
  t.match(await good.json(), { ready: true, reasons: [] });

  readiness.report('store', { ok: false, reason: 'disk full' });
  const bad = await fetch(`${origin}/readyz`);
  t.equal(bad.status, 503);
  t.match(await bad.json(), {
    ready: false,
    reasons: ['store: disk full'],
    checks: { store: { ok: false, reason: 'disk full' } },
  });
  t.equal(checked(), 1);
});

t.test('/metrics is what Prometheus reads', async (t) => {
  const { origin, metrics } = await service(t);
  metrics.of('acme').repair('op-capitalised');
  const response = await fetch(`${origin}/metrics`);
  t.match(response.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const { samples } = parseExposition(await response.text());
  t.match(
    samples.filter(({ name }) => name === 'scim_dialect_repairs_total'),
    [{ labels: { connection: 'acme', repair: 'op-capitalised' }, value: 1 }],
  );
});
