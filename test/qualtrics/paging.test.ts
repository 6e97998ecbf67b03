import t, { type Test } from 'tap';
import type { QualtricsClient } from '../../src/qualtrics/client.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { connect, failureOf, TOKEN } from './connect.ts';
import { envelope, serve } from './serve.ts';

const PAGE = { path: '/API/v3/users', skip: 1 };

async function listed({ users }: QualtricsClient): Promise<string[][]> {
  const ids: string[][] = [];
  for await (const page of users.list()) ids.push(page.users.map((user) => user.id));
  return ids;
}

async function sandboxFor(t: Test, options = {}) {
  const sandbox = await startSandbox({ users: 4, pageSize: 2, ...options });
  t.teardown(() => sandbox.close());
  return sandbox;
}

t.test('every user comes once, a page a call, whatever nextPage counts with and ends with', async (t) => {
  for (const paging of ['offset', 'skipToken'] as const) {
    for (const lastPage of ['null', 'absent'] as const) {
      const sandbox = await sandboxFor(t, { paging, lastPage });
      const pages = await listed(connect(t, sandbox.url).client);
      t.strictSame(
        pages.map((page) => page.length),
        [2, 2, 1],
      );
      t.strictSame(
        pages.flat().sort(),
        sandbox
          .users()
          .map((user) => user.id)
          .sort(),
      );
      t.equal(sandbox.calls.length, 3);
    }
  }
});

t.test('a page that fails once is asked for again, not the whole list', async (t) => {
  const sandbox = await sandboxFor(t);
  sandbox.fault({ match: PAGE, effect: { kind: 'status', status: 503 } });
  t.equal((await listed(connect(t, sandbox.url).client)).flat().length, 5);
  t.equal(sandbox.calls.length, 4);
});

t.test('a nextPage on another host is asked for at our own, and the token goes nowhere else', async (t) => {
  const other = await serve(t, (response) => response.end(envelope({ elements: [] })));
  const host = new URL(other.url).host;
  const sandbox = await sandboxFor(t, { pagingHost: host });
  t.equal((await listed(connect(t, sandbox.url).client)).flat().length, 5);
  for (const url of [
    `${other.url}/API/v3/users?offset=4`,
    `//${host}/API/v3/users?offset=4`,
    `\\\\${host}/API/v3/users?offset=4`,
    `http://${TOKEN}@${host}/API/v3/users?offset=4`,
  ]) {
    sandbox.fault({ match: { path: '/API/v3/users' }, effect: { kind: 'evil-nextPage', url } });
    t.equal((await listed(connect(t, sandbox.url).client)).flat().length, 3, url);
  }
  t.strictSame(other.received, []);
});

t.test('a nextPage out of the API, in circles, or of another kind makes the list unreadable', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const url of [
    '/oauth2/token?offset=2',
    '/API/v3/../../login?offset=2',
    '/API/v3evil?offset=2',
    'javascript:alert(1)',
    'https://',
    '/API/v3/users',
    `${sandbox.url}/API/v3/users`,
  ]) {
    sandbox.fault({
      match: { path: '/API/v3/users', times: 'always' },
      effect: { kind: 'evil-nextPage', url },
    });
    sandbox.clearCalls();
    t.match(await failureOf(listed(connect(t, sandbox.url).client)), { code: 'malformed' }, url);
    t.equal(sandbox.calls.length, 1, url);
    sandbox.clearFaults();
  }
});

t.test('an answer that is no list is unreadable; an empty page with a next one is not the end', async (t) => {
  for (const result of [{}, { elements: {} }, { elements: [], nextPage: 5 }, [], undefined]) {
    const { url } = await serve(t, (response) => response.end(envelope(result)));
    t.match(await failureOf(listed(connect(t, url).client)), { code: 'malformed' });
  }
  const { url } = await serve(t, (response, { path }) => {
    const last = path.endsWith('?offset=2');
    const elements = last ? [{ id: 'UR_1', username: 'a@example.com' }] : [];
    response.end(envelope({ elements, nextPage: last ? '' : '?offset=2'.padStart(23, '/API/v3/users') }));
  });
  t.strictSame(await listed(connect(t, url).client), [[], ['UR_1']]);
});

t.test('a list is given up with its caller', async (t) => {
  const sandbox = await sandboxFor(t);
  const { client } = connect(t, sandbox.url);
  const controller = new AbortController();
  const pages = client.users.list({ signal: controller.signal })[Symbol.asyncIterator]();
  await pages.next();
  controller.abort();
  t.match(await failureOf(pages.next()), { code: 'timeout' });
  t.equal(sandbox.calls.length, 1);
});
