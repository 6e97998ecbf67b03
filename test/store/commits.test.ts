import { DatabaseSync } from 'node:sqlite';
import t, { type Test } from 'tap';
import { createCommits } from '../../src/store/sqlite/commits.ts';

function open(t: Test) {
  const path = `${t.testdir()}/commits.db`;
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE notes (text TEXT PRIMARY KEY) STRICT');
  const onlooker = new DatabaseSync(path);
  t.teardown(() => {
    onlooker.close();
    database.close();
  });
  const insert = database.prepare('INSERT INTO notes (text) VALUES (?)');
  const note = (text: string) => () => {
    insert.run(text);
    return text;
  };
  /** What others see: what is committed. */
  const seen = () =>
    onlooker
      .prepare('SELECT text FROM notes ORDER BY rowid')
      .all()
      .map(({ text }) => text);
  return { commits: createCommits(database), database, onlooker, note, seen };
}

t.test('writes of one turn are committed together, in their order, and each gets its result', async (t) => {
  const { commits, note, seen } = open(t);
  const between: unknown[] = [];
  const writes = [commits.add(note('a')), commits.add(() => between.push(...seen())), commits.add(note('b'))];
  t.strictSame(seen(), [], 'not before the turn ends');
  t.strictSame(await Promise.all(writes), ['a', 0, 'b']);
  t.strictSame(between, [], 'the second saw nothing committed of the first');
  t.strictSame(seen(), ['a', 'b']);
});

t.test('what has resolved is committed', async (t) => {
  const { commits, note, seen } = open(t);
  for (const text of ['a', 'b', 'c']) {
    await commits.add(note(text));
    t.equal(seen().at(-1), text);
  }
});

t.test('a write that fails does not take the others along', async (t) => {
  const { commits, note, seen } = open(t);
  const outcomes = await Promise.allSettled([
    commits.add(note('a')),
    commits.add(note('a')),
    commits.add(() => {
      note('half')();
      note('a')();
    }),
    commits.add(note('b')),
  ]);
  t.strictSame(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  t.strictSame(seen(), ['a', 'b'], 'and nothing is half done');
});

t.test('a flush commits what waits', async (t) => {
  const { commits, note, seen } = open(t);
  const write = commits.add(note('a'));
  commits.flush();
  t.strictSame(seen(), ['a']);
  t.equal(await write, 'a');
});

t.test('while another program writes, all that waits is refused together', async (t) => {
  const { commits, database, onlooker, note, seen } = open(t);
  const statements = t.capture(database, 'exec', database.exec);
  onlooker.exec('BEGIN IMMEDIATE');
  const outcomes = await Promise.allSettled([commits.add(note('a')), commits.add(note('b'))]);
  onlooker.exec('ROLLBACK');
  t.strictSame(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
  t.equal(statements().length, 1, 'the process waits for its turn once, not once for each of them');
  t.equal(await commits.add(note('c')), 'c');
  t.strictSame(seen(), ['c']);
});
