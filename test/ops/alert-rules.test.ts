import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { parse } from 'yaml';
import { z } from 'zod';
import { createMetrics } from '../../src/ops/metrics.ts';
import { startBridge } from '../support/bridge.ts';
import { parseExposition } from './exposition.ts';
import { metricNames, promtool, RULES, rules, unlessPromtool } from './monitoring.ts';

const TESTS = new URL('alert-rules/', import.meta.url);
const testFile = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

const alerts = rules.filter((rule) => rule.alert !== undefined);
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');

t.test('promtool takes the configuration and the rules', unlessPromtool, async (t) => {
  promtool(t, 'check', 'config', fileURLToPath(new URL('../prometheus.yml', RULES)));
});

t.test('each alert fires when it should, and then only', unlessPromtool, async (t) => {
  const files = readdirSync(TESTS).map((name) => fileURLToPath(new URL(name, TESTS)));
  promtool(t, 'test', 'rules', ...files);
});

t.test('of each alert it is tested that it fires, and that it does not', async (t) => {
  const cases = readdirSync(TESTS).flatMap((name) =>
    testFile
      .parse(parse(readFileSync(new URL(name, TESTS), 'utf8')))
      .tests.flatMap((each) => each.alert_rule_test),
  );
  for (const { alert } of alerts) {
    const fires = cases
      .filter(({ alertname }) => alertname === alert)
      .map((each) => each.exp_alerts.length > 0);
    t.ok(fires.includes(true), `${alert} fires`);
    t.ok(fires.includes(false), `${alert} is silent`);
  }
});

t.test('each alert has what whoever is paged needs, and its section of the runbook', async (t) => {
  t.ok(alerts.length > 10);
  for (const { alert = '', labels, annotations } of alerts) {
    t.match(labels?.severity, /^(critical|warning)$/, alert);
    t.ok(annotations?.summary && annotations.description, alert);
    t.equal(annotations?.runbook_url, `docs/runbook.md#${alert.toLowerCase()}`);
  }
  const sections = Array.from(runbook.matchAll(/^### (ScimBridge\w+)$/gm), ([, name]) => name);
  t.strictSame(sections.sort(), alerts.map(({ alert }) => alert).sort());
});

t.test(
  'a running bridge has every metric that the rules ask for, and an alert for every check',
  async (t) => {
    const { origin } = await startBridge(t);
    const { types, samples } = parseExposition(await (await fetch(`${origin}/metrics`)).text());
    const asked = rules.flatMap(({ expr }) => metricNames(expr));
    t.ok(asked.includes('scim_check_ok'));
    t.strictSame(
      asked.filter((name) => !types.has(name)),
      [],
    );
    const all = rules.map(({ expr }) => expr).join();
    const checks = samples.filter(({ name }) => name === 'scim_check_ok').map(({ labels }) => labels.check);
    t.equal(checks.length, 6);
    for (const check of checks) t.match(all, new RegExp(`check=~?"(\\w+\\|)*${check}[|"]`));
  },
);

t.test('the runbook searches the log for what the log says, and names metrics that there are', async (t) => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const code = globSync('src/**/*.ts', { cwd: root }).map((path) => readFileSync(join(root, path), 'utf8'));
  const has = (words: string) => code.some((text) => text.includes(words));
  const phrases = Array.from(
    runbook.matchAll(/logs[^`\n]*\| grep '([^"'\n]+)'/g),
    ([, phrase = '']) => phrase,
  );
  t.ok(phrases.length > 4);
  for (const phrase of phrases) t.ok(has(phrase), phrase);
  const fields = Array.from(runbook.matchAll(/"(\w+)":/g), ([, field = '']) => field);
  t.ok(fields.includes('leaver'));
  for (const field of fields) t.ok(has(`'${field}'`) || has(`${field}:`), field);
  const { types } = parseExposition(await createMetrics([]).render());
  for (const name of metricNames(runbook)) t.ok(types.has(name), name);
});
