import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { register } from 'prom-client';
import t from 'tap';
import type { ConnectionMetrics } from '../../src/ops/connection-metrics.ts';
import { memoryLimitBytes } from '../../src/ops/memory-limit.ts';
import { createMetrics, type Metrics, type RequestSample } from '../../src/ops/metrics.ts';
import type { UpstreamState } from '../../src/ops/upstream-gauges.ts';
import { parseExposition } from './exposition.ts';
import { unlessPromtool } from './monitoring.ts';

const ANSWERED: RequestSample = {
  connection: 'acme',
  route: '/scim/v2/Users/:id',
  method: 'PATCH',
  isOfLeaver: false,
  status: 204,
  ms: 120,
};

const UPSTREAM: UpstreamState = {
  circuit: { open: false },
  limiter: {
    waiting: { deactivation: 0, interactive: 12, background: 300 },
    used: 0.97,
    allowed: 1,
    pauses: 2,
  },
};

/** Those of the process, and of one connection. */
function ofAcme(...attributePaths: string[]): Metrics & ConnectionMetrics {
  const metrics = createMetrics(attributePaths);
  return { ...metrics, ...metrics.of('acme') };
}

/** Metrics in which everything has happened once. */
function used(): Metrics & ConnectionMetrics {
  const metrics = ofAcme('nickName', 'name.honorificPrefix');
  metrics.request(ANSWERED);
  metrics.upstream({
    endpoint: 'GET /users/{id}',
    lane: 'interactive',
    attempt: 1,
    outcome: 'ok',
    queuedMs: 3,
    ms: 40,
  });
  metrics.watch(() => UPSTREAM);
  metrics.lockWaited(5);
  metrics.ignored('nickName');
  metrics.dropped('name.honorificPrefix');
  metrics.repair('op-capitalised');
  metrics.check('credential', true);
  metrics.handMoved(1);
  metrics.movesDue(2);
  metrics.writeChecked();
  metrics.notAsWritten('language', 'emptied');
  metrics.putBack('language');
  metrics.indexed(new Date());
  return metrics;
}

async function samplesOf(metrics: Metrics, name: string) {
  const { samples } = parseExposition(await metrics.render());
  return samples.filter((sample) => sample.name === name).map(({ labels, value }) => ({ ...labels, value }));
}

t.test('a request is counted by route template, method and class of status', async (t) => {
  const metrics = used();
  metrics.request({ ...ANSWERED, status: 200, ms: 80 });
  metrics.request({
    ...ANSWERED,
    connection: undefined,
    route: 'unmatched',
    method: 'GET',
    status: 404,
    ms: 1,
  });
  metrics.request({
    ...ANSWERED,
    connection: 'emea',
    route: '/scim/v2/Users',
    method: 'POST',
    status: undefined,
    ms: 60_000,
  });
  t.strictSame(await samplesOf(metrics, 'scim_request_duration_seconds_count'), [
    { connection: 'acme', route: '/scim/v2/Users/:id', method: 'PATCH', status: '2xx', value: 2 },
    { route: 'unmatched', method: 'GET', status: '4xx', value: 1 },
    { connection: 'emea', route: '/scim/v2/Users', method: 'POST', status: 'aborted', value: 1 },
  ]);
  const [{ value } = { value: 0 }] = await samplesOf(metrics, 'scim_request_duration_seconds_sum');
  t.ok(Math.abs(value - 0.2) < 1e-9, 'in seconds');
});

t.test(
  'a call to Qualtrics is counted by endpoint template and outcome, its wait apart from it',
  async (t) => {
    const metrics = used();
    metrics.upstream({
      endpoint: 'PUT /users/{id}',
      lane: 'deactivation',
      attempt: 1,
      outcome: 'limited',
      queuedMs: 500,
      ms: 30,
    });
    t.strictSame(await samplesOf(metrics, 'qualtrics_call_duration_seconds_count'), [
      { connection: 'acme', endpoint: 'GET /users/{id}', outcome: 'ok', value: 1 },
      { connection: 'acme', endpoint: 'PUT /users/{id}', outcome: 'limited', value: 1 },
    ]);
    t.strictSame(await samplesOf(metrics, 'qualtrics_call_queued_seconds_sum'), [
      { connection: 'acme', lane: 'interactive', value: 0.003 },
      { connection: 'acme', lane: 'deactivation', value: 0.5 },
    ]);
  },
);

t.test('tries after the first are counted as retries', async (t) => {
  const metrics = used();
  const call = { endpoint: 'GET /users', lane: 'background', outcome: 'timeout', queuedMs: 0, ms: 9 };
  for (const attempt of [1, 2, 3]) metrics.upstream({ ...call, attempt });
  t.strictSame(await samplesOf(metrics, 'qualtrics_call_retries_total'), [
    { connection: 'acme', endpoint: 'GET /users', value: 2 },
  ]);
});

t.test('the queue, the ceiling and the circuit are as they are when asked for', async (t) => {
  const metrics = ofAcme();
  let state = UPSTREAM;
  metrics.watch(() => state);
  await metrics.render();
  state = {
    circuit: { open: true },
    limiter: { ...UPSTREAM.limiter, waiting: { interactive: 0 }, allowed: 0.7, pauses: 3 },
  };
  t.strictSame(await samplesOf(metrics, 'qualtrics_queue_length'), [
    { connection: 'acme', lane: 'deactivation', value: 0 },
    { connection: 'acme', lane: 'interactive', value: 0 },
    { connection: 'acme', lane: 'background', value: 300 },
  ]);
  for (const [name, value] of [
    ['qualtrics_ceiling_used_ratio', 0.97],
    ['qualtrics_ceiling_allowed_ratio', 0.7],
    ['qualtrics_rate_limit_pauses_total', 3],
    ['qualtrics_circuit_open', 1],
  ] as const) {
    t.strictSame(await samplesOf(metrics, name), [{ connection: 'acme', value }], name);
  }
});

t.test('waits for a lock are in seconds', async (t) => {
  t.strictSame(await samplesOf(used(), 'scim_lock_wait_seconds_sum'), [{ connection: 'acme', value: 0.005 }]);
});

t.test('what clients send makes no time series: unknown paths are one', async (t) => {
  const metrics = used();
  for (let index = 0; index < 100; index += 1) metrics.ignored(`made.up${index}`);
  metrics.ignored('NICKNAME');
  metrics.dropped('made.up');
  t.strictSame(await samplesOf(metrics, 'scim_ignored_attributes_total'), [
    { connection: 'acme', path: 'nickName', value: 2 },
    { connection: 'acme', path: 'other', value: 100 },
  ]);
  t.strictSame(await samplesOf(metrics, 'scim_dropped_values_total'), [
    { connection: 'acme', path: 'name.honorificPrefix', value: 1 },
    { connection: 'acme', path: 'other', value: 1 },
  ]);
});

t.test('repairs are counted by id, checks are 1 or 0', async (t) => {
  const metrics = used();
  metrics.check('store', false);
  t.strictSame(await samplesOf(metrics, 'scim_dialect_repairs_total'), [
    { connection: 'acme', repair: 'op-capitalised', value: 1 },
  ]);
  t.strictSame(await samplesOf(metrics, 'scim_check_ok'), [
    { connection: 'acme', check: 'credential', value: 1 },
    { connection: 'acme', check: 'store', value: 0 },
  ]);
});

t.test('the age of the index is absent until it was complete once, and grows from then on', async (t) => {
  const metrics = ofAcme();
  t.strictSame(await samplesOf(metrics, 'scim_index_age_seconds'), []);
  metrics.indexed(new Date(Date.now() - 90_000));
  const [{ value } = { value: 0 }] = await samplesOf(metrics, 'scim_index_age_seconds');
  t.ok(value >= 90 && value < 150, String(value));
});

t.test('what an alert counts begins with 0, so that Prometheus sees the first one', async (t) => {
  const metrics = ofAcme();
  t.strictSame(await samplesOf(metrics, 'scim_leaver_request_duration_seconds_count'), [
    { connection: 'acme', outcome: 'done', value: 0 },
    { connection: 'acme', outcome: 'refused', value: 0 },
    { connection: 'acme', outcome: 'failed', value: 0 },
  ]);
  t.strictSame(await samplesOf(metrics, 'scim_write_findings_total'), [
    { connection: 'acme', field: 'status', kind: 'ignored', value: 0 },
  ]);
  t.strictSame(await samplesOf(metrics, 'scim_unrecorded_changes_total'), [{ connection: 'acme', value: 0 }]);
});

for (const [outcome, statuses] of Object.entries({
  done: [200, 204],
  refused: [400, 403, 404, 409],
  failed: [429, 500, 502, 503, undefined],
})) {
  t.test(`a leaver's request is ${outcome} with ${statuses.join(', ')}`, async (t) => {
    const metrics = ofAcme();
    for (const status of statuses) metrics.request({ ...ANSWERED, isOfLeaver: true, status });
    metrics.request({ ...ANSWERED, status: 200 });
    const counted = await samplesOf(metrics, 'scim_leaver_request_duration_seconds_count');
    t.strictSame(
      counted.filter(({ value }) => value > 0),
      [{ connection: 'acme', outcome, value: statuses.length }],
    );
  });
}

t.test("the memory that there may be is the container's, else the machine's", async (t) => {
  t.equal(memoryLimitBytes(256, 1024), 256);
  t.equal(memoryLimitBytes(0, 1024), 1024, 'not known');
  t.equal(memoryLimitBytes(2 ** 64, 1024), 1024, 'no limit');
  const [{ value } = { value: 0 }] = await samplesOf(ofAcme(), 'process_memory_limit_bytes');
  t.ok(value > 0 && value <= totalmem());
});

t.test('two bridges in one process share nothing, and the global registry stays empty', async (t) => {
  const metrics = used();
  t.strictSame(await samplesOf(createMetrics([]), 'scim_dialect_repairs_total'), []);
  t.equal((await samplesOf(metrics, 'process_start_time_seconds')).length, 1, 'the process itself is in it');
  t.equal(await register.metrics(), '\n');
});

t.test('docs/configuration.md lists every metric of the bridge', async (t) => {
  const { types } = parseExposition(await used().render());
  const own = [...types.keys()].filter((name) => /^(scim|qualtrics)_/.test(name));
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const listed = Array.from(page.matchAll(/^\| `((?:scim|qualtrics)_[a-z_]+)` /gm), ([, name]) => name);
  t.strictSame(listed.sort(), own.sort());
});

t.test('promtool finds nothing to complain about', unlessPromtool, async (t) => {
  const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: await used().render(),
    encoding: 'utf8',
  });
  t.equal(status, 0, stdout + stderr);
});
