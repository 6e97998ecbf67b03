import { readFileSync } from 'node:fs';
import t from 'tap';
import { z } from 'zod';
import { person, replace } from '../faults/outage.ts';
import { send, startBridge } from '../support/bridge.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { until } from '../support/until.ts';
import { parseExposition } from './exposition.ts';
import { metricNames, unlessPromtool } from './monitoring.ts';

const FILE = new URL('../../docker/grafana/qualtrics-scim-bridge.json', import.meta.url);
const dashboard = z
  .object({
    templating: z.object({ list: z.array(z.object({ name: z.string() })) }),
    panels: z.array(
      z.object({
        id: z.number(),
        type: z.string(),
        title: z.string(),
        targets: z.array(z.object({ expr: z.string() })).optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(FILE, 'utf8')));
const queries = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

/** As Grafana fills its variables in when all are chosen: with the values that there are. */
function filledIn(expr: string): string {
  return expr
    .replaceAll('$job', 'qualtrics-scim-bridge')
    .replaceAll('$connection', 'default')
    .replaceAll('$__rate_interval', '10s');
}

t.test('the dashboard has each group of panels, and each panel a query of metrics', async (t) => {
  const { panels, templating } = dashboard;
  t.strictSame(
    panels.filter(({ type }) => type === 'row').map(({ title }) => title),
    [
      ...['Is it well?', 'Requests from identity providers', 'Calls to Qualtrics and the limit', 'Leavers'],
      ...['Users, groups and the listing', 'Writes are checked', 'Store and process'],
    ],
  );
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length, 'ids are its own');
  t.strictSame(
    templating.list.map(({ name }) => name),
    ['datasource', 'job', 'connection'],
  );
  for (const { title, expr } of queries)
    t.ok(/\bup\b/.test(expr) || metricNames(expr).length > 0, `${title}: ${expr}`);
});

t.test("each metric of the bridge's own is on the dashboard, and no other", async (t) => {
  const { origin } = await startBridge(t);
  const { types } = parseExposition(await (await fetch(`${origin}/metrics`)).text());
  const asked = queries.flatMap(({ expr }) => metricNames(expr));
  t.strictSame(
    asked.filter((name) => !types.has(name)),
    [],
  );
  t.strictSame(
    [...types.keys()].filter((name) => /^(scim|qualtrics)_/.test(name) && !asked.includes(name)),
    [],
  );
});

t.test('a real Prometheus answers each query, with what the bridge has', unlessPromtool, async (t) => {
  const bridge = await startBridge(t, { users: 3 });
  await send(`${bridge.origin}/scim/v2/Users`, 'GET', undefined, { authorization: 'Bearer wrong' });
  const { body: ada } = await bridge.scim('POST', '/Users', { ...person('ada'), userType: 'Boss', shoe: 42 });
  await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', 'False'));
  const { samples } = parseExposition(await (await fetch(`${bridge.origin}/metrics`)).text());
  const measured = new Set(samples.flatMap(({ name }) => metricNames(name)));
  const prometheus = await startPrometheus(t, bridge.origin);
  const resultOf = async (expr: string) =>
    (await prometheus.ask('/query', { query: filledIn(expr) })).result.length;
  // A rate takes two scrapes.
  await until('two scrapes', async () => (await resultOf('rate(process_cpu_seconds_total[10s])')) > 0);
  for (const { title, expr } of queries) {
    const results = await resultOf(expr);
    if (metricNames(expr).every((name) => measured.has(name))) t.ok(results > 0, `${title}: ${expr}`);
  }
});

t.test('a real Prometheus tells that Qualtrics refuses the credential', unlessPromtool, async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  const prometheus = await startPrometheus(t, bridge.origin);
  const untilScraped = (query: string) =>
    until(query, async () => (await prometheus.ask('/query', { query })).result.length > 0);
  await untilScraped('scim_check_ok');
  bridge.sandbox.setOptions({ tokens: ['another'] });
  // The first refusal begins a series, the second one is an increase.
  t.equal((await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false))).status, 502);
  await untilScraped('qualtrics_call_duration_seconds_count{outcome="credential"}');
  await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false));
  const told = new Set<string>();
  await until('both alerts', async () => {
    const { alerts } = await prometheus.ask('/alerts');
    for (const { labels } of alerts) told.add(labels.alertname);
    return told.has('ScimBridgeCredentialRefused') && told.has('ScimBridgeLeaversFail');
  });
  t.notOk(told.has('ScimBridgeStoreUnusable'));
});
