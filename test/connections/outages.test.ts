import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import type { ConnectionStore } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { parseExposition } from '../ops/exposition.ts';
import { capturedLogger } from '../ops/log-lines.ts';
import { type Brands, type Name, startBrands } from '../support/brands.ts';
import { send } from '../support/bridge.ts';
import { until } from '../support/until.ts';

const ready = ({ origin }: Brands, path = '') => send(`${origin}${path}/readyz`, 'GET');
const readyAll = async (brands: Brands) =>
  [await ready(brands), await ready(brands, '/acme'), await ready(brands, '/emea')].map(
    ({ status }) => status,
  );
const isOwner = (brands: Brands, name: Name) =>
  brands.ask(name, 'GET', `/scim/v2/Users/${brands.sandboxes[name].ownerId}`);

async function checksOf({ origin }: Brands): Promise<Record<string, number>> {
  const { samples } = parseExposition(await (await fetch(`${origin}/metrics`)).text());
  const checks = samples.filter(({ name }) => name === 'scim_check_ok');
  return Object.fromEntries(
    checks.map(({ labels, value }) => [`${labels.connection}/${labels.check}`, value]),
  );
}

t.test('a revoked credential turns its own connection red and no other', async (t) => {
  const { logger, lines } = capturedLogger('info');
  const brands = await startBrands(t, { logger });
  t.strictSame(await readyAll(brands), [200, 200, 200]);
  t.strictSame((await ready(brands)).body.reasons, []);

  brands.sandboxes.emea.setOptions({ tokens: ['another'] });
  t.equal((await isOwner(brands, 'emea')).status, 502);
  t.equal((await isOwner(brands, 'acme')).status, 200);
  t.strictSame(await readyAll(brands), [200, 200, 503], 'the process stays with the load balancer');
  const { body } = await ready(brands);
  t.match(body, { ready: true, reasons: [/^emea\/credential: Qualtrics refuses the credential/] });
  t.strictSame(
    [body.checks['emea/credential'].ok, body.checks['acme/credential'].ok, body.reasons.length],
    [false, true, 1],
  );
  t.match((await ready(brands, '/emea')).body, { ready: false, reasons: [/^credential: /] });
  t.match(await checksOf(brands), { 'emea/credential': 0, 'acme/credential': 1 });
  t.match(
    lines().filter(({ msg }) => msg === 'Qualtrics refuses the credential: replace it'),
    [{ connection: 'emea' }],
  );

  brands.sandboxes.acme.setOptions({ tokens: ['another'] });
  t.equal((await isOwner(brands, 'acme')).status, 502);
  t.strictSame(await readyAll(brands), [503, 503, 503], 'with none that can work it does not');
});

t.test('a brand that is down is answered 503 at once, and the other goes on', async (t) => {
  const brands = await startBrands(t);
  brands.sandboxes.emea.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503 } });
  // Of several records: one that Qualtrics cannot handle is no outage.
  const ids = brands.sandboxes.emea.users().map(({ id }) => id);
  await until('the circuit is open', async () => {
    await Promise.all(ids.map((id) => brands.ask('emea', 'GET', `/scim/v2/Users/${id}`)));
    return !(await ready(brands, '/emea')).body.checks.qualtrics.ok;
  });
  t.equal((await isOwner(brands, 'emea')).status, 503);
  t.equal((await isOwner(brands, 'acme')).status, 200);
  t.strictSame(await readyAll(brands), [200, 200, 503]);
});

t.test('a database that cannot be opened keeps its own connection from working, until it can', async (t) => {
  const folder = join(t.testdir(), 'data');
  mkdirSync(folder);
  writeFileSync(join(folder, 'emea.db'), 'this is no database'.repeat(1_000));
  const { logger, lines } = capturedLogger('info');
  const brands = await startBrands(t, { databaseUrl: `sqlite:${folder}/bridge.db`, ready: ['acme'], logger });
  t.match(
    lines().filter(({ msg }) => msg === 'the database cannot be used; it is tried again'),
    [{ connection: 'emea', level: 'error' }],
  );
  t.equal((await isOwner(brands, 'acme')).status, 200);
  const answer = await isOwner(brands, 'emea');
  t.equal(answer.status, 503);
  t.match(answer.headers.get('retry-after'), /^\d+$/);
  t.strictSame(await readyAll(brands), [200, 200, 503]);
  t.match((await ready(brands)).body.checks['emea/store'], { ok: false, reason: /emea\.db/ });

  rmSync(join(folder, 'emea.db'));
  await until('it is open', async () => (await isOwner(brands, 'emea')).status === 200);
  await until('it is ready', async () => (await ready(brands, '/emea')).status === 200);
  t.match(
    (await brands.ask('emea', 'GET', '/emea/scim/v2/Users')).body,
    { totalResults: 6 },
    'its listing runs',
  );
});

t.test('a database that fails while its connection starts does not take the others along', async (t) => {
  let failures = 1;
  const brands = await startBrands(t, {
    ready: ['acme'],
    async openStore(databaseUrl) {
      const store = await openStore('sqlite::memory:');
      if (!databaseUrl.includes('emea')) return store;
      const get = async () => {
        throw new StoreError('unavailable', 'the disk is gone');
      };
      const broken = (own: ConnectionStore): ConnectionStore => ({ ...own, facts: { ...own.facts, get } });
      failures -= 1;
      return failures < 0 ? store : { ...store, connection: (name) => broken(store.connection(name)) };
    },
    databaseUrl: 'sqlite:./nowhere/x.db',
  });
  t.equal((await isOwner(brands, 'acme')).status, 200);
  await until('it is ready', async () => (await ready(brands, '/emea')).status === 200);
  t.equal(failures, -1, 'opened a second time');
  t.equal((await isOwner(brands, 'emea')).status, 200);
});

t.test('a bridge none of whose databases can be opened does not start', async (t) => {
  const folder = t.testdir({ 'acme.db': 'nothing'.repeat(1_000), 'emea.db': 'nothing'.repeat(1_000) });
  await t.rejects(startBrands(t, { databaseUrl: `sqlite:${folder}/x.db` }), { name: 'StoreError' });
});

t.test('metrics and request lines carry the name of the connection', async (t) => {
  const { logger, lines } = capturedLogger('info');
  const brands = await startBrands(t, { logger });
  await isOwner(brands, 'acme');
  await brands.ask('emea', 'GET', '/emea/scim/v2/Groups');
  await brands.ask('acme', 'POST', '/acme/scim/v2/Users', { userName: 'ada@example.com', unheardOf: 1 });
  await brands.ask('acme', 'GET', '/nobody/scim/v2/Groups');

  const requests = () =>
    lines().filter(({ msg, route }) => msg === 'request' && String(route).includes('scim'));
  await until('the lines are written', () => requests().length >= 4);
  t.strictSame(
    requests().map(({ connection, route, status }) => [connection, route, status]),
    [
      ['acme', '/scim/v2/Users/:id', 200],
      ['emea', '/:connection/scim/v2/Groups', 200],
      ['acme', '/:connection/scim/v2/Users', 400],
      [undefined, '/:connection/scim/v2/Groups', 401],
    ],
  );
  t.match(
    lines().filter(({ msg }) => msg === 'attributes ignored'),
    [{ connection: 'acme' }],
  );

  const { samples } = parseExposition(await (await fetch(`${brands.origin}/metrics`)).text());
  const bridges = samples.filter(({ name }) => /^(scim|qualtrics)_/.test(name));
  const named = new Set(bridges.map(({ labels }) => labels.connection));
  t.strictSame(
    [...named].map(String).sort(),
    ['acme', 'emea', 'undefined'],
    'names of the configuration only',
  );
  const unnamed = bridges.filter(({ labels }) => labels.connection === undefined);
  t.strictSame(
    new Set(unnamed.map(({ name }) => name.replace(/_(bucket|sum|count)$/, ''))),
    new Set(['scim_request_duration_seconds']),
  );
  for (const metric of [
    'qualtrics_call_duration_seconds_count',
    'qualtrics_circuit_open',
    'scim_index_age_seconds',
  ]) {
    const of = samples.filter(({ name }) => name === metric).map(({ labels }) => labels.connection);
    t.strictSame(new Set(of), new Set(['acme', 'emea']), metric);
  }
});
