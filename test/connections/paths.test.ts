import { writeFileSync } from 'node:fs';
import t from 'tap';
import { isScimError } from '../rfc7644/is-scim-error.ts';
import { rawExchange, rawRequest } from '../security/raw-exchange.ts';
import { NAMES, startBrands, TOKENS } from '../support/brands.ts';
import { send } from '../support/bridge.ts';
import { until } from '../support/until.ts';

const brands = await startBrands(t);
const { ask, origin, sandboxes } = brands;
const id = sandboxes.acme.users().find((user) => user.id !== sandboxes.acme.ownerId)?.id ?? '';

t.test('locations have the form that was called, and lead back', async (t) => {
  for (const base of ['/scim/v2', '/acme/scim/v2']) {
    const at = (path: string) => `${origin}${base}${path}`;
    const user = await ask('acme', 'GET', `${base}/Users/${id}`);
    t.equal(user.body.meta.location, at(`/Users/${id}`));
    const group = { displayName: `Sales of ${base}`, members: [{ value: id }] };
    const made = await ask('acme', 'POST', `${base}/Groups`, group);
    t.equal(made.status, 201);
    t.equal(made.headers.get('location'), at(`/Groups/${made.body.id}`));
    const { body: list } = await ask('acme', 'GET', `${base}/Users`);
    t.equal(list.Resources.length, sandboxes.acme.users().length);
    for (const each of list.Resources) t.equal(each.meta.location, at(`/Users/${each.id}`));
    for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes']) {
      const { body } = await ask('acme', 'GET', base + path);
      const resources = body.Resources ?? [body];
      t.ok(resources.length > 0, path);
      for (const each of resources) {
        t.ok(each.meta.location.startsWith(at(path)), each.meta.location);
        t.equal((await ask('acme', 'GET', each.meta.location.slice(origin.length))).status, 200);
      }
    }
  }
});

t.test('the path of a connection takes its own tokens only, and says nothing about others', async (t) => {
  const refused = await ask('acme', 'GET', '/emea/scim/v2/Users');
  isScimError(t, refused, 401);
  const headersOf = ({ headers }: { headers: Headers }) =>
    [...headers].filter(([name]) => !['date', 'keep-alive'].includes(name));
  for (const path of [
    '/nobody/scim/v2/Users',
    '/emea/scim/v2/nothing',
    '/ACME/scim/v2/Users',
    '/scim/scim/v2/Users',
  ]) {
    const other = await ask('acme', 'GET', path);
    t.strictSame([other.status, other.text, headersOf(other)], [401, refused.text, headersOf(refused)], path);
  }
  const unknown = await send(`${origin}/emea/scim/v2/Users`, 'GET', undefined, {
    authorization: 'Bearer none-of-them',
  });
  t.strictSame([unknown.status, unknown.text, headersOf(unknown)], [401, refused.text, headersOf(refused)]);
  for (const name of NAMES) t.equal((await ask(name, 'GET', `/${name}/scim/v2/Users`)).status, 200);
  isScimError(t, await ask('acme', 'GET', '/acme/scim/v2/nothing'), 404);
});

t.test('a token that two connections came to share opens neither', async (t) => {
  const folder = t.testdir({ acme: 'token-of-file-1', emea: 'token-of-file-2' });
  const shared = await startBrands(t, {
    connections: {
      acme: { scim: { bearerTokens: null, bearerTokensFile: `${folder}/acme` } },
      emea: { scim: { bearerTokens: null, bearerTokensFile: `${folder}/emea` } },
    },
  });
  const statuses = (token: string) =>
    Promise.all(
      ['/scim/v2/Users', '/acme/scim/v2/Users', '/emea/scim/v2/Users'].map(async (path) => {
        const headers = { authorization: `Bearer ${token}` };
        return (await send(shared.origin + path, 'GET', undefined, headers)).status;
      }),
    );
  t.strictSame(await statuses('token-of-file-1'), [200, 200, 401]);
  writeFileSync(`${folder}/emea`, 'token-of-file-2,token-of-file-1');
  await until('the file is read again', async () => (await statuses('token-of-file-1'))[0] === 401);
  t.strictSame(await statuses('token-of-file-1'), [401, 401, 401]);
  t.strictSame(await statuses('token-of-file-2'), [200, 401, 200]);
});

t.test('no way of writing a path leads past the token', async (t) => {
  sandboxes.emea.clearCalls();
  const targets = [
    `/emea/scim/v2/Users/${id}`,
    `/%65mea/scim/v2/Users/${id}`,
    `/emea%2fscim/v2/Users/${id}`,
    `//emea/scim/v2/Users/${id}`,
    `/acme/../emea/scim/v2/Users/${id}`,
    `/acme/scim/v2/../../../emea/scim/v2/Users/${id}`,
    `/scim/v2/../../emea/scim/v2/Users/${id}`,
    `/acme%2f..%2femea/scim/v2/Users/${id}`,
    `/emea;acme/scim/v2/Users/${id}`,
    `/emea%00/scim/v2/Users/${id}`,
    `/emea/scim/v2/Users/${id}?connection=acme`,
    `/__proto__/scim/v2/Users/${id}`,
    `/constructor/scim/v2/Users/${id}`,
    `/${'a'.repeat(4_000)}/scim/v2/Users/${id}`,
    `http://emea/scim/v2/Users/nobody`,
  ];
  const authorization = `Bearer ${TOKENS.acme}`;
  for (const target of targets) {
    const answer = await rawExchange(origin, rawRequest('GET', target, { authorization }));
    t.match(answer, /^HTTP\/1\.1 (400|401|404|414) /, target.slice(0, 80));
    t.match(answer, 'urn:ietf:params:scim:api:messages:2.0:Error');
  }
  t.strictSame(sandboxes.emea.calls, []);
});
