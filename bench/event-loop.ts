/*
 * npm run bench:event-loop -- --users 100000 --tries 10
 *
 *   the bridge, idle -> one large or hostile request -> for how long nobody else had a turn
 *
 * The most CPU time between two turns of a timer, in ms: what else the machine does is not in it.
 */
import { parseArgs } from 'node:util';
import { openDatabases } from './population/databases.ts';
import { BIG_GROUP, idOf } from './population/people.ts';
import { TOKEN } from './scenarios.ts';
import { bridge } from './subjects/bridge.ts';

const { values } = parseArgs({
  options: { users: { type: 'string', default: '100000' }, tries: { type: 'string', default: '10' } },
});
const users = Number(values.users);

interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
}

const filter = (text: string): Ask => ({ path: `/Users?count=1000&filter=${encodeURIComponent(text)}` });
const patch = (operations: unknown[]): Ask => ({
  path: `/Users/${idOf(1)}`,
  method: 'PATCH',
  body: JSON.stringify({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations,
  }),
});

const ASKS: Readonly<Record<string, Ask>> = {
  'nothing, for comparison': { path: '/ServiceProviderConfig' },
  'list of 1,000': { path: '/Users?count=1000' },
  'list of 1,000, from the last ones': { path: `/Users?count=1000&startIndex=${users - 1_000}` },
  'group of 50,000 members': { path: `/Groups/${BIG_GROUP}` },
  'all groups with their members': { path: '/Groups' },
  'filter that no index answers': filter('title co "nobody has this"'),
  'filter on an indexed attribute, everybody matches': filter('active eq true'),
  'filter of 4,000 brackets': filter(`${'('.repeat(2_000)}active pr${')'.repeat(2_000)}`),
  'filter of many terms': filter(Array(200).fill('userName co "a"').join(' or ')),
  'PATCH of 4 MB in one string': patch([{ op: 'replace', path: 'title', value: 'x'.repeat(4_000_000) }]),
  'PATCH of 40,000 operations': patch(Array(40_000).fill({ op: 'add', path: 'title', value: 'x' })),
  'PATCH of 2 MB of brackets': {
    ...patch([]),
    body: `{"Operations":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}`,
  },
};

const databases = await openDatabases('SQLite', (many) => console.error(`seeding ${many} users`));
const running = await bridge({ store: 'SQLite', users, replicas: 1 }, databases).start();
const [server] = running.servers;
try {
  if (!server) throw new Error('The bridge did not start.');
  console.log('| request | status | least ms | median ms |\n| --- | --- | --- | --- |');
  for (const [title, { path, method = 'GET', body }] of Object.entries(ASKS)) {
    const blocked: number[] = [];
    let status = 0;
    for (let attempt = 0; attempt < Number(values.tries); attempt += 1) {
      await server.usage(true);
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' };
      const response = await fetch(`${server.origin}/scim/v2${path}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      await response.arrayBuffer();
      status = response.status;
      blocked.push((await server.usage(true)).blockedMs);
    }
    blocked.sort((a, b) => a - b);
    const [least = 0] = blocked;
    const median = blocked[Math.floor(blocked.length / 2)] ?? 0;
    console.log(`| ${title} | ${status} | ${least.toFixed(1)} | ${median.toFixed(1)} |`);
  }
} finally {
  await running.stop();
  await databases.close();
}
