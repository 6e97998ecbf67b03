import t, { type Test } from 'tap';
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf } from './connect.ts';

async function setUp(t: Test, options: SandboxOptions = {}) {
  const sandbox = await startSandbox(options);
  t.teardown(() => sandbox.close());
  return { sandbox, ...connect(t, sandbox.url) };
}

for (const dialect of ['recorded', 'seed'] as const) {
  t.test(`${dialect} dialect: a division is created, read, renamed and disabled`, async (t) => {
    const { sandbox, client } = await setUp(t, { dialect });
    const id = await client.divisions.create({ name: 'Legal' });
    t.match(await client.divisions.get(id), { id, name: 'Legal' });
    await client.divisions.update(id, { name: 'Law' });
    t.equal((await client.divisions.get(id)).name, 'Law');
    t.strictSame(
      sandbox.calls.find((call) => call.method === 'PUT')?.body,
      { name: 'Law' },
      'nothing else goes',
    );
    await client.divisions.update(id, { status: 'Disabled' });
    t.equal((await client.divisions.get(id)).name, 'Law');
  });
}

t.test('where there is a list, it is read to its end', async (t) => {
  const { sandbox, client } = await setUp(t, { divisionsList: true, pageSize: 2 });
  const listed = await client.divisions.list();
  t.strictSame(
    listed?.map(({ id }) => id).sort(),
    sandbox
      .divisions()
      .map(({ id }) => id)
      .sort(),
  );
  t.equal(sandbox.calls.length, 2);
});

t.test('where there is none, it is not asked for again', async (t) => {
  for (const errorStyle of ['recorded', 'meta-only'] as const) {
    const { sandbox, client } = await setUp(t, { divisionsList: false, errorStyle });
    t.equal(await client.divisions.list(), undefined, errorStyle);
    t.equal(await client.divisions.list(), undefined);
    t.equal(sandbox.calls.length, 1);
  }
});

t.test("a proxy's 404 page, an outage or a lack of rights does not mean that there is no list", async (t) => {
  const { sandbox, client } = await setUp(t, { divisionsList: true });
  const errorMessage = 'You do not have permission to access this resource.';
  const refusals = [
    [{ kind: 'status', status: 404, body: 'html' }, 'unavailable'],
    [{ kind: 'status', status: 404, body: 'empty' }, 'unavailable'],
    [{ kind: 'status', status: 404, errorMessage }, 'forbidden'],
    [{ kind: 'status', status: 403 }, 'forbidden'],
  ] as const;
  for (const [effect, code] of refusals) {
    sandbox.fault({ effect });
    t.match(await failureOf(client.divisions.list()), { code });
  }
  t.equal((await client.divisions.list())?.length, sandbox.divisions().length);
});

t.test('an id that Qualtrics cannot have given is not found, without a call', async (t) => {
  const { sandbox, client } = await setUp(t);
  t.match(await failureOf(client.divisions.get('../users')), { code: 'not-found' });
  t.match(await failureOf(client.divisions.update('..', { name: 'x' })), { code: 'not-found' });
  t.match(await failureOf(client.divisions.get('DV_unknown')), { code: 'not-found', status: 404 });
  t.equal(sandbox.calls.length, 1);
});
