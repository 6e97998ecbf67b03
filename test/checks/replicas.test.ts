/** Checks of writes where several replicas write to the same users: each knows its own writes, and the audit has all. */
import t, { type Test } from 'tap';
import { patch } from '../audit/entries.ts';
import { startBridgeFor } from '../support/bridge.ts';
import { startPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';
import { laterWriteIsChecked, RENAME, startWatched } from './brand.ts';

const postgres = await startPostgres(t);

async function startReplicas(t: Test, database: string) {
  const environment = { QUALTRICS_CHECK_AFTER_SECONDS: '1', DATABASE_URL: database };
  const bridge = await startWatched(t, environment);
  return { bridge, replica: await startBridgeFor(t, bridge.sandbox, environment) };
}

if (postgres) {
  t.test('what another replica changes before the check is no finding', async (t) => {
    const { bridge, replica } = await startReplicas(t, await postgres.newDatabase());
    const { id, sandbox, scim, metric } = bridge;
    await scim('PATCH', `/Users/${id}`, RENAME);
    await replica.scim('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'remove', path: 'preferredLanguage' }],
    });
    await laterWriteIsChecked(bridge);
    t.equal(sandbox.user(id)?.language, null);
    t.equal(await metric('scim_write_findings_total'), 0);
  });

  t.test('what another replica took away between two writes is not put back', async (t) => {
    const { bridge, replica } = await startReplicas(t, await postgres.newDatabase());
    const { id, sandbox, scim } = bridge;
    await scim('PATCH', `/Users/${id}`, RENAME);
    await replica.scim('PATCH', `/Users/${id}`, patch('preferredLanguage', 'de'));
    await replica.scim('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'remove', path: 'preferredLanguage' }],
    });
    await scim('PATCH', `/Users/${id}`, patch('name.givenName', 'Amazing'));
    await laterWriteIsChecked(bridge);
    t.match(sandbox.user(id), { language: null, firstName: 'Amazing' });
    t.equal(await bridge.metric('scim_fields_put_back_total'), 0);
  });

  t.test('nor by the check at once that follows when another account was emptied', async (t) => {
    const { bridge, replica } = await startReplicas(t, await postgres.newDatabase());
    const { id, sandbox, scim } = bridge;
    const [other] = await sandbox.addUsers(1);
    const match = { method: 'PUT', path: `/API/v3/users/${other?.id}`, times: 1 };
    await scim('PATCH', `/Users/${id}`, RENAME);
    await replica.scim('PATCH', `/Users/${id}`, {
      Operations: [{ op: 'remove', path: 'preferredLanguage' }],
    });
    await scim('GET', `/Users/${id}`);
    sandbox.fault({ match, effect: { kind: 'alters', fields: { language: null } } });
    await scim('PATCH', `/Users/${other?.id}`, RENAME);
    await until('readiness is red', async () => (await fetch(`${bridge.origin}/readyz`)).status === 503);
    await scim('PATCH', `/Users/${id}`, patch('name.givenName', 'Amazing'));
    t.match(sandbox.user(id), { language: null, firstName: 'Amazing' });
  });
}
