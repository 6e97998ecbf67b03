import t from 'tap';
import { ADA, API, envelopeOf, idOf, pageOf, start } from './start.ts';

const NO_SUCH_ROUTE = {
  meta: { httpStatus: '404 - Not Found', error: { errorMessage: 'The requested resource does not exist.' } },
};

t.test('recorded: whoami has its own names for things', async (t) => {
  const { sandbox, send } = await start(t, { brandId: 'acme', datacenter: 'az1' });
  t.strictSame(envelopeOf(await send('GET', `${API}/whoami`)).result, {
    brandId: 'acme',
    userId: sandbox.ownerId,
    userName: 'admin@example.com',
    accountType: 'UT_BRANDADMIN',
    firstName: 'Brand',
    lastName: 'Administrator',
    email: 'admin@example.com',
    datacenter: 'az1',
    language: 'en',
  });
});

t.test('recorded: there is no list of divisions, with or without a credential', async (t) => {
  const { send } = await start(t);
  for (const headers of [undefined, {}]) {
    const { status, body } = await send('GET', `${API}/divisions`, undefined, headers);
    t.strictSame({ status, body }, { status: 404, body: NO_SUCH_ROUTE });
  }
});

t.test('recorded: an update answers meta alone', async (t) => {
  const { sandbox, send } = await start(t);
  sandbox.putUser({ ...ADA, id: 'UR_ada' });
  t.strictSame(Object.keys(envelopeOf(await send('PUT', `${API}/users/UR_ada`, ADA))), ['meta']);
});

t.test('seed: whoami, ids, summaries, records and updates are those of the guides', async (t) => {
  const { sandbox, send } = await start(t, { dialect: 'seed' });
  const { ownerId } = sandbox;
  t.match(ownerId, /^URH_/);
  t.strictSame(envelopeOf(await send('GET', `${API}/whoami`)).result, {
    userId: ownerId,
    username: 'admin@example.com',
    brandId: 'sandbox',
  });
  t.strictSame(pageOf(await send('GET', `${API}/users`)).elements, [
    { id: ownerId, username: 'admin@example.com' },
  ]);
  const owner = envelopeOf(await send('GET', `${API}/users/${ownerId}`)).result ?? {};
  t.match(owner, { status: 'active', userType: 'UT_BRAND_ADMINISTRATOR', permissions: {} });
  t.notOk('accountStatus' in owner);
  const update = await send('PUT', `${API}/users/${ownerId}`, { ...owner, firstName: 'New' });
  t.strictSame(envelopeOf(update).result, {});
});

t.test('seed: permissions are a map of booleans', async (t) => {
  const { sandbox, send } = await start(t, { dialect: 'seed' });
  sandbox.putUser({ ...ADA, id: 'URH_ada', permissions: { createSurveys: 'on' } });
  const permissions = { createSurveys: false, useTickets: true };
  t.match(await send('PUT', `${API}/users/URH_ada`, { ...ADA, permissions }), { status: 200 });
  t.strictSame(envelopeOf(await send('GET', `${API}/users/URH_ada`)).result?.permissions, permissions);
  const wrong = { ...ADA, permissions: { createSurveys: 'on' } };
  t.match(await send('PUT', `${API}/users/URH_ada`, wrong), { status: 400 });
});

t.test('seed: a create takes status and permissions, and leaves the division to a PUT', async (t) => {
  const { sandbox, send } = await start(t, { dialect: 'seed' });
  const divisionId = sandbox.putDivision({}).id;
  const body = { ...ADA, divisionId, status: 'disabled', permissions: { useTickets: true } };
  const id = idOf(await send('POST', `${API}/users`, body));
  t.match(sandbox.user(id), { divisionId: null, status: 'disabled', permissions: { useTickets: 'on' } });
  await send('PUT', `${API}/users/${id}`, { ...ADA, divisionId });
  t.match(sandbox.user(id), { divisionId });
});

t.test(
  'seed: divisions are listed, a DELETE disables, errors are meta alone, pages name their size',
  async (t) => {
    const { sandbox, send } = await start(t, { dialect: 'seed', users: 2, pageSize: 2 });
    const divisions = pageOf(await send('GET', `${API}/divisions`));
    t.strictSame(
      divisions.elements,
      sandbox
        .divisions()
        .slice(0, 2)
        .map(({ id, name }) => ({ id, name })),
    );
    t.match(pageOf(await send('GET', `${API}/users`)).nextPage, /\?pageSize=2&offset=2$/);
    const id = sandbox.users().at(-1)?.id;
    t.match(await send('DELETE', `${API}/users/${id}`), { status: 200 });
    t.match(await send('GET', `${API}/users/${id}`), { body: { result: { status: 'disabled' } } });
    const missing = await send('GET', `${API}/users/URH_none`);
    t.equal(missing.status, 404);
    t.strictSame(Object.keys(envelopeOf(missing).meta), ['requestId', 'httpStatus']);
  },
);

t.test('errors of 2015 have their code elsewhere, and a lack of permission is a 404', async (t) => {
  const { send } = await start(t, { errorStyle: 'legacy', ownerUserType: 'UT_FULLUSER' });
  t.match(await send('GET', `${API}/users`), {
    status: 404,
    body: {
      meta: {
        status: 'Error',
        errorMessage: 'You do not have permission to access this resource.',
        internalErrorCode: 'GS_5',
        errorId: String,
      },
      result: null,
    },
  });
});

t.test('the request id may be null, empty or absent', async (t) => {
  const { sandbox, send } = await start(t);
  const meta = async () => envelopeOf(await send('GET', `${API}/whoami`)).meta;
  sandbox.setOptions({ requestId: 'null' });
  t.strictSame(await meta(), { requestId: null, httpStatus: '200 - OK' });
  sandbox.setOptions({ requestId: 'empty' });
  t.strictSame(await meta(), { requestId: '', httpStatus: '200 - OK' });
  sandbox.setOptions({ requestId: 'absent' });
  t.strictSame(await meta(), { httpStatus: '200 - OK' });
});
