import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';

/** With the token's owner: more than the largest page and no whole number of pages. */
const TOTAL = 1_051;

interface Page {
  readonly totalResults: number;
  readonly startIndex: number;
  readonly itemsPerPage: number;
  readonly Resources: readonly { readonly id: string; readonly active: boolean }[];
}

async function pageOf(bridge: Bridge, query: string): Promise<Page> {
  const { status, body, text } = await bridge.scim('GET', `/Users?${query}`);
  if (status !== 200) throw new Error(`GET /Users?${query}: ${status} ${text}`);
  return body;
}

const idsOf = ({ Resources }: Page) => Resources.map(({ id }) => id);

/** What the page says of itself, and how many it holds. */
const shapeOf = ({ totalResults, startIndex, itemsPerPage, Resources }: Page) => ({
  totalResults,
  startIndex,
  itemsPerPage,
  length: Resources.length,
});

async function everyPage(bridge: Bridge, count: number, filter = ''): Promise<string[]> {
  const ids: string[] = [];
  for (let startIndex = 1; ; startIndex += count) {
    const page = await pageOf(bridge, `startIndex=${startIndex}&count=${count}${filter}`);
    ids.push(...idsOf(page));
    if (startIndex + count > page.totalResults) return ids;
  }
}

t.test('paging of lists (RFC 7644 3.4.2.4)', async (t) => {
  const bridge = await startBridge(t, { users: TOTAL - 1 });
  const everybody = bridge.sandbox.users().map(({ id }) => id);

  const shapes: readonly [query: string, startIndex: number, itemsPerPage: number][] = [
    ['', 1, 100],
    ['startIndex=1&count=2', 1, 2],
    ['startIndex=0&count=3', 1, 3],
    ['startIndex=-7&count=3', 1, 3],
    ['count=0', 1, 0],
    ['count=-1', 1, 0],
    ['startIndex=&count=', 1, 100],
    ['startIndex=1049&count=100', 1049, 3],
    [`startIndex=${TOTAL}&count=100`, TOTAL, 1],
    [`startIndex=${TOTAL + 1}&count=100`, TOTAL + 1, 0],
    ['startIndex=999999999999999&count=100', 999_999_999_999_999, 0],
    ['count=999999999999999', 1, 1000],
  ];
  for (const [query, startIndex, itemsPerPage] of shapes) {
    await t.test(`?${query} begins at ${startIndex} and holds ${itemsPerPage}`, async (t) => {
      const page = await pageOf(bridge, query);
      t.strictSame(shapeOf(page), { totalResults: TOTAL, startIndex, itemsPerPage, length: itemsPerPage });
    });
  }

  await t.test('the largest page is what /ServiceProviderConfig says', async (t) => {
    const { body } = await bridge.scim('GET', '/ServiceProviderConfig');
    t.equal(body.filter.maxResults, (await pageOf(bridge, 'count=1001')).Resources.length);
  });

  await t.test('pages of any size join to everybody, each once, in one order', async (t) => {
    const byHundred = await everyPage(bridge, 100);
    t.strictSame(byHundred.toSorted(), everybody.toSorted());
    t.strictSame(await everyPage(bridge, 73), byHundred);
    t.strictSame(await everyPage(bridge, 1000), byHundred);
  });

  await t.test('pages of a filter do too', async (t) => {
    const filter = `&filter=${encodeURIComponent('active eq false')}`;
    const people = bridge.sandbox.users().filter(({ status }) => status === 'disabled');
    const disabled = people.map(({ id }) => id).toSorted();
    t.strictSame((await everyPage(bridge, 10, filter)).toSorted(), disabled);
    const past = await pageOf(bridge, `startIndex=5000${filter}`);
    t.strictSame(shapeOf(past), {
      totalResults: disabled.length,
      startIndex: 5000,
      itemsPerPage: 0,
      length: 0,
    });
  });

  await t.test(
    'who was there before an import is in it once, whatever changes and comes meanwhile',
    async (t) => {
      const before = await everyPage(bridge, 1000);
      const ids = idsOf(await pageOf(bridge, 'startIndex=1&count=500'));
      for (const id of [ids[0], ids[250], ids[499]]) {
        const operation = { op: 'replace', path: 'title', value: 'Renamed' };
        await bridge.scim('PATCH', `/Users/${id}`, { Operations: [operation] });
      }
      const newcomer = { userName: 'aaa@example.com', name: { givenName: 'A', familyName: 'A' } };
      const { body: created } = await bridge.scim('POST', '/Users', newcomer);
      ids.push(...idsOf(await pageOf(bridge, 'startIndex=501&count=1000')));
      t.strictSame(
        ids.filter((id) => id !== created.id),
        before,
      );
    },
  );

  await t.test('no page costs a call to Qualtrics', async (t) => {
    bridge.calls();
    await everyPage(bridge, 100);
    await everyPage(bridge, 100, `&filter=${encodeURIComponent('active eq false')}`);
    t.strictSame(bridge.calls(), []);
  });
});
