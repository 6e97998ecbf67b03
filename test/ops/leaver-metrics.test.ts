/** What an alert about leavers, or about changes that nobody wrote down, is told by: on a real bridge. */
import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { person, replace } from '../faults/outage.ts';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { until } from '../support/until.ts';
import { parseExposition } from './exposition.ts';

async function samplesOf({ origin }: Bridge, name: string) {
  const { samples } = parseExposition(await (await fetch(`${origin}/metrics`)).text());
  return samples.filter((sample) => sample.name === name);
}

/** A sample is taken when the answer is out, which may have been read by then. */
async function untilCounted(bridge: Bridge, outcome: string, wanted: number): Promise<void> {
  await until(`${wanted} ${outcome}`, async () => {
    const samples = await samplesOf(bridge, 'scim_leaver_request_duration_seconds_count');
    return samples.find(({ labels }) => labels.outcome === outcome)?.value === wanted;
  });
}

t.test('requests that disable or delete somebody are counted, and no others', async (t) => {
  const bridge = await startBridge(t);
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  const { body: ben } = await bridge.scim('POST', '/Users', person('ben'));
  const { body: group } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  await bridge.scim('PATCH', `/Users/${ada.id}`, replace('name.givenName', 'Augusta'));
  await bridge.scim('DELETE', `/Groups/${group.id}`);
  await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', 'False'));
  await untilCounted(bridge, 'done', 1);
  await bridge.scim('PUT', `/Users/${ada.id}`, { ...person('ada'), active: false });
  await bridge.scim('DELETE', `/Users/${ada.id}`);
  await untilCounted(bridge, 'done', 3);
  await bridge.scim('DELETE', `/Users/${ada.id}`);
  await untilCounted(bridge, 'refused', 1);
  bridge.sandbox.setOptions({ tokens: ['another'] });
  await bridge.scim('DELETE', `/Users/${ben.id}`);
  await untilCounted(bridge, 'failed', 1);
});

t.test('a change in Qualtrics that the database does not take is counted', async (t) => {
  const path = `${t.testdir()}/bridge.db`;
  const bridge = await startBridge(t, {}, { DATABASE_URL: `sqlite:${path}` });
  const { body: ada } = await bridge.scim('POST', '/Users', person('ada'));
  using database = new DatabaseSync(path);
  database.exec(`CREATE TRIGGER broken BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'broken'); END`);
  const change = await bridge.scim('PATCH', `/Users/${ada.id}`, replace('active', false));
  t.equal(change.status, 503);
  t.equal(bridge.sandbox.user(ada.id)?.status, 'disabled', 'all the same');
  t.match(await samplesOf(bridge, 'scim_unrecorded_changes_total'), [
    { labels: { connection: 'default' }, value: 1 },
  ]);
  const nothing = await bridge.scim('PATCH', `/Users/${ada.id}`, replace('title', 'Countess'));
  t.equal(nothing.status, 503);
  t.match(
    await samplesOf(bridge, 'scim_unrecorded_changes_total'),
    [{ value: 1 }],
    'Qualtrics did not change',
  );
});
