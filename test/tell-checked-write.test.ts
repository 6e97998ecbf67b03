import t from 'tap';
import { createMetrics } from '../src/ops/metrics.ts';
import { createReadiness } from '../src/ops/readiness.ts';
import type { Finding } from '../src/provisioning/checks/compare-record.ts';
import type { CheckName } from '../src/readiness-checks.ts';
import { tellCheckedWrite } from '../src/tell-checked-write.ts';
import { parseExposition } from './ops/exposition.ts';
import { capturedLogger } from './ops/log-lines.ts';

const good = async () => ({ ok: true }) as const;

function tell(findings: readonly Finding[], putBack: readonly Finding['field'][]) {
  const { logger, lines, text } = capturedLogger();
  const metrics = createMetrics([]);
  const readiness = createReadiness<CheckName>({
    store: good,
    qualtrics: good,
    credential: good,
    privileges: good,
    writes: good,
    sync: good,
  });
  const observers = { logger, metrics: metrics.of('acme'), readiness: () => readiness };
  tellCheckedWrite('acme', { id: 'UR_1', findings, putBack }, observers);
  return { lines: lines(), text: text(), metrics, readiness: readiness.snapshot().checks.writes };
}

const EMPTIED: Finding = { field: 'language', kind: 'emptied', wanted: 'EN', found: null };
const LOST: Finding = { field: 'timeZone', kind: 'emptied', wanted: 'Europe/Berlin', found: null };
const IGNORED: Finding = {
  field: 'email',
  kind: 'ignored',
  wanted: 'ada@example.com',
  found: 'x@example.com',
};
const DIFFERS: Finding = { field: 'lastName', kind: 'differs', wanted: 'King', found: 'Lovelace' };

t.test('a finding is a line of the log with the user and the fields, and without values', async (t) => {
  const { lines, text } = tell([EMPTIED, LOST, IGNORED, DIFFERS], ['language']);
  const line = (level: string, attributes: string[]) => ({
    level,
    attributes,
    connection: 'acme',
    id: 'UR_1',
    msg: String,
  });
  t.match(lines, [
    line('warn', ['email']),
    line('warn', ['lastName']),
    line('error', ['language']),
    line('error', ['timeZone']),
  ]);
  t.equal(lines.length, 4);
  t.notMatch(text, /King|Lovelace|Berlin|example/);
});

t.test('a status that is not what was written is an error', async (t) => {
  const { lines } = tell([{ field: 'status', kind: 'ignored', wanted: 'disabled', found: 'active' }], []);
  t.match(lines, [{ level: 'error', attributes: ['status'] }]);
});

t.test('findings are counted by field and kind', async (t) => {
  const { metrics } = tell([EMPTIED, IGNORED], ['language']);
  const { samples } = parseExposition(await metrics.render());
  const of = (name: string) =>
    samples.filter((sample) => sample.name === name && sample.value > 0).map(({ labels }) => labels);
  t.strictSame(of('scim_write_findings_total'), [
    { connection: 'acme', field: 'language', kind: 'emptied' },
    { connection: 'acme', field: 'email', kind: 'ignored' },
  ]);
  t.strictSame(of('scim_fields_put_back_total'), [{ connection: 'acme', field: 'language' }]);
  t.strictSame(of('scim_writes_checked_total'), [{ connection: 'acme' }]);
});

t.test('readiness turns red for emptied fields only', async (t) => {
  t.match(tell([EMPTIED], []).readiness, { ok: false, reason: /language/ });
  t.match(tell([IGNORED, DIFFERS], []).readiness, { ok: false, reason: 'not checked yet' });
});

t.test('a write that is as it was written is counted and not logged', async (t) => {
  const { lines, metrics } = tell([], []);
  t.strictSame(lines, []);
  t.match(await metrics.render(), /scim_writes_checked_total\{connection="acme"\} 1/);
});
