/**
 * The most statements that each operation may send to the store. Like the calls to Qualtrics (budgets.test.ts) a count
 * that no slow machine changes; what the time goes into is for bench/.
 */
import t from 'tap';
import { type Bridge, startBridge } from '../support/bridge.ts';
import { startPostgres } from '../support/postgres.ts';
import { countStoreQueries } from './store-queries.ts';

const queries = countStoreQueries();
const postgres = await startPostgres(t);

/** Statements on SQLite are function calls; on PostgreSQL each is a round trip. */
interface Counts {
  readonly sqlite: number;
  readonly postgres: number;
}

/** Other work of the process may send some in between: the least of several is the operation's own. */
const TRIES = 5;

interface Person {
  readonly id: string;
  readonly group: string;
  readonly number: number;
}

interface Budget extends Counts {
  readonly ask: (bridge: Bridge, person: Person) => Promise<{ readonly status: number }>;
}

const named = (number: number) => ({
  userName: `person.${number}@example.com`,
  externalId: `ext-${number}`,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
});
const operation = (op: string, path: string, value: unknown) => ({ Operations: [{ op, path, value }] });
const by = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;

const BUDGETS: Readonly<Record<string, Budget>> = {
  'a look-up that misses': {
    sqlite: 1,
    postgres: 1,
    ask: (b) => b.scim('GET', by('userName eq "nobody@example.com"')),
  },
  'a look-up that hits': {
    sqlite: 3,
    postgres: 3,
    ask: (b, { number }) => b.scim('GET', by(`userName eq "person.${number}@example.com"`)),
  },
  'a GET by id': { sqlite: 3, postgres: 3, ask: (b, { id }) => b.scim('GET', `/Users/${id}`) },
  'a page of 20': { sqlite: 9, postgres: 3, ask: (b) => b.scim('GET', '/Users?count=20') },
  'a POST': {
    sqlite: 19,
    postgres: 14,
    ask: (b, { number }) => b.scim('POST', '/Users', named(1_000 + number)),
  },
  'a PATCH that changes nothing': {
    sqlite: 3,
    postgres: 5,
    ask: (b, { id }) => b.scim('PATCH', `/Users/${id}`, operation('replace', 'active', true)),
  },
  'a PATCH that changes something': {
    sqlite: 10,
    postgres: 7,
    ask: (b, { id, number }) =>
      b.scim('PATCH', `/Users/${id}`, operation('replace', 'name.familyName', `King ${number}`)),
  },
  'a deactivation': {
    sqlite: 10,
    postgres: 7,
    ask: (b, { id }) => b.scim('PATCH', `/Users/${id}`, operation('replace', 'active', false)),
  },
  'a member added': {
    sqlite: 23,
    postgres: 21,
    ask: (b, { id, group }) =>
      b.scim('PATCH', `/Groups/${group}`, operation('add', 'members', [{ value: id }])),
  },
};

async function people(bridge: Bridge): Promise<Person[]> {
  const { body: group } = await bridge.scim('POST', '/Groups', { displayName: 'Sales' });
  const made: Person[] = [];
  for (let number = 0; number < TRIES; number += 1) {
    const { body } = await bridge.scim('POST', '/Users', named(number));
    made.push({ id: body.id, group: group.id, number });
  }
  return made;
}

for (const kind of ['sqlite', 'postgres'] as const) {
  if (kind === 'postgres' && !postgres) continue;
  for (const [title, { ask, ...most }] of Object.entries(BUDGETS)) {
    t.test(`${title} sends at most ${most[kind]} statements to ${kind}`, async (t) => {
      const url = kind === 'sqlite' ? 'sqlite::memory:' : await postgres?.newDatabase();
      const bridge = await startBridge(t, { users: 30 }, { DATABASE_URL: url });
      const counts: number[] = [];
      for (const person of await people(bridge)) {
        const before = queries.count();
        t.ok((await ask(bridge, person)).status < 300);
        counts.push(queries.count() - before);
      }
      const least = Math.min(...counts);
      t.ok(least > 0, 'the count works');
      t.ok(least <= most[kind], `${least} of ${counts.join(', ')}`);
    });
  }
}
