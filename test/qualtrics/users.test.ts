import t, { type Test } from 'tap';
import type { UserRecord } from '../../src/qualtrics/records.ts';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';
import { envelope, serve } from './serve.ts';

const ada = {
  username: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: 'ada@example.com',
  language: 'en',
  timeZone: 'Europe/London',
};
const draft = { ...ada, password: 'correct horse' };

async function setUp(t: Test, options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return { sandbox, ...connect(t, sandbox.url) };
}

for (const dialect of ['recorded', 'seed'] as const) {
  const userType = dialect === 'seed' ? 'UT_RESPONDENT' : 'UT_PARTICIPANT';

  t.test(`${dialect} dialect: a user from creation to deletion`, async (t) => {
    const { sandbox, client } = await setUp(t, { dialect, deleteEffect: 'remove' });
    const accountExpirationDate = '2031-01-01T00:00:00.000Z';
    const { id } = await client.users.create({ ...draft, userType, accountExpirationDate });
    const sent = { ...draft, userType, accountExpirationDate: '2031-01-01T00:00:00Z' };
    t.strictSame(sandbox.calls[0]?.body, sent, 'the draft as it is, without milliseconds');

    const created = await client.users.get(id);
    t.match(created, { id, username: draft.username, userType, status: 'active', language: 'en' });
    await client.users.replace(created, { ...created, status: 'disabled', lastName: 'King' });
    const changed = await client.users.get(id);
    t.strictSame(changed, { ...created, status: 'disabled', lastName: 'King' });

    await client.users.delete(id);
    t.equal(sandbox.user(id), undefined);
    t.equal((await failureOf(client.users.get(id))).status, 404);
  });

  for (const putMode of ['replace', 'merge', 'refuse-unknown'] as const) {
    t.test(`${dialect} dialect, PUT as ${putMode}: only what changed changes`, async (t) => {
      const { sandbox, client } = await setUp(t, { dialect, putMode });
      const permissions = { 'controlPanel.accountPermissions.accessApi': 'off' } as const;
      const { id } = sandbox.putUser({
        ...ada,
        userType,
        divisionId: sandbox.divisions()[0]?.id ?? null,
        permissions,
      });
      const was = sandbox.user(id);
      const before = await client.users.get(id);
      await client.users.replace(before, { ...before, firstName: 'Augusta' });
      const { permissions: overrides, ...fields } = sandbox.user(id) ?? {};
      const { permissions: _, ...wasFields } = was ?? {};
      t.strictSame(fields, { ...wasFields, firstName: 'Augusta' });
      t.match(overrides, permissions);
      if (dialect === 'recorded') t.strictSame(overrides, permissions, 'inherited rights stay inherited');
    });
  }

  t.test(`${dialect} dialect: the list has the summary fields`, async (t) => {
    const { sandbox, client } = await setUp(t, { dialect, users: 3 });
    for await (const { users: page } of client.users.list()) {
      t.equal(page.length, 4);
      for (const user of page) t.equal(user.username, sandbox.user(user.id)?.username);
    }
  });

  t.test(`${dialect} dialect: whoami names the owner`, async (t) => {
    const { sandbox, client } = await setUp(t, { dialect });
    const { ownerId: userId, brandId } = sandbox;
    t.match(await client.whoami(), { userId, brandId, username: 'admin@example.com' });
  });
}

t.test('the wrong datacenter is noticed', async (t) => {
  const { client } = await setUp(t, { noticeHost: 'sjc1.qualtrics.com' });
  t.equal((await client.whoami()).betterHost, 'sjc1.qualtrics.com');
});

t.test('a username in use is taken, with either status', async (t) => {
  for (const duplicateStatus of [400, 409] as const) {
    const { client } = await setUp(t, { duplicateStatus });
    const twin = { ...draft, userType: 'UT_PARTICIPANT' };
    await client.users.create(twin);
    const failed = await failureOf(client.users.create({ ...twin, username: 'ADA@example.com' }));
    t.match(failed, { code: 'taken', status: duplicateStatus, mayHaveLanded: false });
  }
});

t.test('an id that Qualtrics cannot have given is not found, without a call', async (t) => {
  const { sandbox, client } = await setUp(t);
  const ids = [
    '',
    '.',
    '..',
    'UR_1/apitoken',
    'UR_1?x',
    'UR_1%2fx',
    'UR 1',
    'ÜR',
    'x'.repeat(101),
    'a\n',
    '\u0000',
  ];
  for (const id of ids) {
    const record: UserRecord = { id, username: 'ada@example.com' };
    for (const call of [
      client.users.get(id),
      client.users.delete(id),
      client.users.replace(record, record),
    ]) {
      t.match(await failureOf(call), { code: 'not-found', status: undefined }, JSON.stringify(id));
    }
  }
  t.strictSame(sandbox.calls, []);
});

t.test('the record of somebody else is not taken for the one asked for', async (t) => {
  const { url } = await serve(t, (response) =>
    response.end(envelope({ id: 'UR_2', username: 'b@example.com' })),
  );
  t.match(await failureOf(connect(t, url).client.users.get('UR_1')), { code: 'malformed' });
});

t.test('a creation that answers no id may have been done', async (t) => {
  const { url } = await serve(t, (response) => response.end(envelope({})));
  const creation = connect(t, url).client.users.create({ ...draft, userType: 'UT_X' });
  t.match(await failureOf(creation), { code: 'malformed', mayHaveLanded: true });
});

t.test('findByUsername finds in any letter case, also names that a query has to escape', async (t) => {
  const { sandbox, client } = await setUp(t, { users: 3 });
  const names = ['Ada+x@example.com#acme', "o'hara&co@example.com", 'ünï@example.com'];
  for (const username of names) {
    const { id } = sandbox.putUser({ ...ada, username });
    const found = await client.users.findByUsername(username.toUpperCase());
    t.strictSame(
      found?.map((user) => user.id),
      [id],
      username,
    );
  }
  t.strictSame(await client.users.findByUsername('nobody@example.com'), []);
});

t.test(
  'a brand that ignores the username filter is found out, and not asked again for an hour',
  async (t) => {
    const { sandbox, client } = await setUp(t, { users: 3, usernameFilter: 'ignored' });
    t.equal(await client.users.findByUsername('nobody@example.com'), undefined);
    t.equal(await client.users.findByUsername('admin@example.com'), undefined);
    t.equal(sandbox.calls.length, 1);
  },
);

t.test('one user of another name also shows that the filter is ignored', async (t) => {
  const { client } = await setUp(t, { usernameFilter: 'ignored' });
  t.equal(await client.users.findByUsername('nobody@example.com'), undefined);
});

t.test('a refused filter proves nothing: the next name is asked for', async (t) => {
  const { sandbox, client } = await setUp(t);
  sandbox.fault({ effect: { kind: 'status', status: 400 } });
  t.equal(await client.users.findByUsername('a;b'), undefined);
  t.equal((await client.users.findByUsername('admin@example.com'))?.length, 1);
});

t.test('an outage of the look-up is an outage', async (t) => {
  const { sandbox, client } = await setUp(t);
  sandbox.fault({ match: { times: 'always' }, effect: { kind: 'status', status: 503, body: 'html' } });
  t.match(await failureOf(client.users.findByUsername('admin@example.com')), { code: 'unavailable' });
});
