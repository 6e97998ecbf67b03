import t from 'tap';
import { API, pageOf, type Send, start } from './start.ts';

async function walk(send: Send, first: string): Promise<string[][]> {
  const pages: string[][] = [];
  let next: string | null | undefined = first;
  while (next) {
    const url: URL = new URL(next, 'http://any');
    const { elements, nextPage } = pageOf(await send('GET', url.pathname + url.search));
    pages.push(elements.map((element) => element.id));
    next = nextPage;
  }
  return pages;
}

for (const paging of ['offset', 'skipToken'] as const) {
  t.test(`following nextPage by ${paging} shows every user once, in full pages`, async (t) => {
    const { sandbox, send } = await start(t, { users: 249, paging });
    const pages = await walk(send, `${API}/users`);
    t.strictSame(
      pages.map((page) => page.length),
      [100, 100, 50],
    );
    t.strictSame(
      pages.flat(),
      sandbox.users().map((user) => user.id),
    );
    t.match(
      pageOf(await send('GET', `${API}/users`)).nextPage,
      new RegExp(`^${sandbox.url}/API/v3/users\\?${paging}=`),
    );
  });
}

t.test('pageSize asks for less than the page, never for more, and nextPage keeps it', async (t) => {
  const { sandbox, send } = await start(t, { users: 5, pageSize: 4 });
  t.strictSame(
    (await walk(send, `${API}/users?pageSize=2`)).map((page) => page.length),
    [2, 2, 2],
  );
  t.strictSame(
    (await walk(send, `${API}/users?pageSize=500`)).map((page) => page.length),
    [4, 2],
  );
  sandbox.setOptions({ pageSize: 2 });
  t.strictSame(
    (await walk(send, `${API}/users?offset=1`)).map((page) => page.length),
    [2, 2, 1],
  );
});

t.test('on the last page nextPage is null, or absent where the option says so', async (t) => {
  const { sandbox, send } = await start(t);
  t.strictSame(pageOf(await send('GET', `${API}/users`)).nextPage, null);
  sandbox.setOptions({ lastPage: 'absent' });
  t.notOk('nextPage' in pageOf(await send('GET', `${API}/users`)));
});

t.test('nextPage can name a foreign host', async (t) => {
  const { sandbox, send } = await start(t, { users: 1, pageSize: 1, pagingHost: 'evil.example' });
  t.equal(pageOf(await send('GET', `${API}/users`)).nextPage, `https://evil.example${API}/users?offset=1`);
  sandbox.setOptions({ pagingHost: 'http://127.0.0.1:9' });
  t.equal(pageOf(await send('GET', `${API}/users`)).nextPage, `http://127.0.0.1:9${API}/users?offset=1`);
});

t.test('an offset, page size or token that is none is a 400', async (t) => {
  const { send } = await start(t);
  for (const query of ['offset=-1', 'offset=x', 'pageSize=0', 'skipToken=%FF']) {
    t.match(await send('GET', `${API}/users?${query}`), { status: 400 }, query);
  }
  t.strictSame(pageOf(await send('GET', `${API}/users?offset=7`)).elements, [], 'beyond the end is empty');
});
