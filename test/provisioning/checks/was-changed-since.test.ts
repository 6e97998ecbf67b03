import t from 'tap';
import { wasChangedSince } from '../../../src/provisioning/checks/was-changed-since.ts';
import type { UserRecord } from '../../../src/qualtrics/records.ts';
import type { AuditAction, Changes } from '../../../src/store/audit.ts';
import { openStore } from '../../../src/store/open-store.ts';

const BEFORE: UserRecord = { id: 'UR_1', username: 'ada', language: null, lastName: 'Lovelace' };
const DONE = { before: BEFORE, after: { ...BEFORE, language: 'EN' }, time: '2026-03-01T10:00:00.000Z' };

/** Whether that write counts as followed by another one, with that entry in the audit. */
async function isFollowed(
  time: string,
  fields: Changes | undefined,
  { action = 'change', outcome = 'done' }: { action?: AuditAction; outcome?: string } = {},
) {
  const store = await openStore('sqlite::memory:');
  const own = { language: { from: null, to: 'EN' } };
  const entry = { resourceType: 'User', id: 'UR_1', askedBy: { task: 'moves' } } as const;
  const { audit } = store.connection('acme');
  await audit.add([
    { ...entry, action: 'change', outcome: 'done', time: DONE.time, fields: own },
    { ...entry, action, outcome, time, ...(fields && { fields }) },
  ]);
  const answer = await wasChangedSince(store.connection('acme'), DONE);
  await store.close();
  return answer;
}

t.test('a later entry of a change is one', async (t) => {
  t.equal(await isFollowed('2026-03-01T10:00:01.000Z', { lastName: { from: 'Lovelace', to: 'King' } }), true);
  t.equal(await isFollowed('2026-03-01T10:00:01.000Z', undefined), false, 'only what the bridge keeps');
});

t.test('an earlier one is none', async (t) => {
  t.equal(
    await isFollowed('2026-03-01T09:59:59.000Z', { lastName: { from: 'Byron', to: 'Lovelace' } }),
    false,
  );
  t.equal(await isFollowed('2026-03-01T09:59:59.000Z', { language: { from: 'DE', to: null } }), false);
});

t.test('a replica whose clock is behind took away what was left', async (t) => {
  t.equal(await isFollowed('2026-03-01T09:59:59.000Z', { language: { from: 'EN', to: null } }), true);
});

t.test('an earlier change that Qualtrics ignored is none', async (t) => {
  t.equal(
    await isFollowed('2026-03-01T09:59:59.000Z', { lastName: { from: 'Lovelace', to: 'King' } }),
    false,
  );
});

t.test('what a check found is no change', async (t) => {
  const found = { language: { from: 'EN', to: null } };
  t.equal(await isFollowed('2026-03-01T09:59:59.000Z', found, { action: 'emptied' }), false);
  t.equal(await isFollowed('2026-03-01T10:00:01.000Z', found, { action: 'emptied' }), false);
});

t.test('what was refused is no change, unlike what may have landed', async (t) => {
  const renamed = { lastName: { from: 'Lovelace', to: 'King' } };
  const cleared = { language: { from: 'EN', to: null } };
  for (const outcome of ['invalid', 'taken', 'protected', 'credential-refused', 'not-found']) {
    t.equal(await isFollowed('2026-03-01T10:00:01.000Z', renamed, { outcome }), false, outcome);
    t.equal(await isFollowed('2026-03-01T09:59:59.000Z', cleared, { outcome }), false, outcome);
  }
  for (const outcome of ['unavailable', 'limited', 'store-unavailable', 'failed']) {
    t.equal(await isFollowed('2026-03-01T10:00:01.000Z', renamed, { outcome }), true, outcome);
  }
});
