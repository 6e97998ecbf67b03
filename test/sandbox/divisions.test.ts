import t from 'tap';
import { API, idOf, pageOf, start } from './start.ts';

t.test('a division is created with a name, gets default rights, and reads back', async (t) => {
  const { sandbox, send } = await start(t, { brandId: 'acme' });
  const id = idOf(await send('POST', `${API}/divisions`, { name: 'Sales' }));
  t.match(id, /^DV_[A-Za-z0-9]{15}$/);
  t.match(await send('GET', `${API}/divisions/${id}`), {
    status: 200,
    body: {
      result: {
        id,
        name: 'Sales',
        status: 'Active',
        organizationId: 'acme',
        creatorId: sandbox.ownerId,
        permissions: { controlPanel: { organizationPermissions: { allowProxyLogins: { state: 'on' } } } },
      },
    },
  });
  for (const body of [{}, { name: '' }, { name: 7 }, { name: 'x', permissions: [] }]) {
    t.match(await send('POST', `${API}/divisions`, body), { status: 400 }, JSON.stringify(body));
  }
});

t.test('an update of a division keeps what it leaves out', async (t) => {
  const { sandbox, send } = await start(t);
  const { id } = sandbox.putDivision({ name: 'Sales' });
  const accessApi = { state: 'off' };
  const permissions = { controlPanel: { accountPermissions: { accessApi } } };
  t.match(await send('PUT', `${API}/divisions/${id}`, { permissions }), { status: 200 });
  t.match(await send('PUT', `${API}/divisions/${id}`, { status: 'Disabled' }), { status: 200 });
  t.match(sandbox.divisions().at(-1), {
    name: 'Sales',
    status: 'Disabled',
    permissions: {
      'controlPanel.accountPermissions.accessApi': 'off',
      'controlPanel.organizationPermissions.allowProxyLogins': 'on',
    },
  });
  t.match(await send('PUT', `${API}/divisions/${id}`, { status: 'disabled' }), { status: 400 });
  t.match(await send('PUT', `${API}/divisions/DV_none`, { name: 'x' }), { status: 404 });
});

t.test('a user can be created in a division, and in none that does not exist', async (t) => {
  const { sandbox, send } = await start(t, { divisions: ['Only'] });
  const [division] = sandbox.divisions();
  const user = {
    username: 'a@b.example',
    firstName: 'A',
    lastName: 'B',
    email: 'a@b.example',
    userType: 'UT_PARTICIPANT',
  };
  const id = idOf(await send('POST', `${API}/users`, { ...user, divisionId: division?.id }));
  t.equal(sandbox.user(id)?.divisionId, division?.id);
  const lost = { ...user, username: 'c@d.example', divisionId: 'DV_none' };
  t.match(await send('POST', `${API}/users`, lost), { status: 400 });
});

t.test('where divisions are listed, their list is paged', async (t) => {
  const { send } = await start(t, { divisionsList: true, pageSize: 2 });
  const first = pageOf(await send('GET', `${API}/divisions`));
  t.strictSame(
    first.elements.map(({ name }) => name),
    ['Research', 'Customer Experience'],
  );
  const rest = new URL(first.nextPage ?? '');
  t.strictSame(
    pageOf(await send('GET', rest.pathname + rest.search)).elements.map(({ name }) => name),
    ['People Operations'],
  );
});
