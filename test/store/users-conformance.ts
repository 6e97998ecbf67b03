import { StoreError } from '../../src/store/store-error.ts';
import { aUser, deleted } from './a-user.ts';
import type { Given } from './conformance.ts';

/** Users one by one: what is kept of them and who finds them. */
export function runUsersConformance(given: Given): void {
  given('a user comes back as it was put', async (t, acme) => {
    const odd = JSON.parse(
      '{"__proto__": {"a": [null, true, 1.5e300, ""]}, "ключ": "\\u0000\\ud83d\\ude00", "": {}}',
    );
    const whole = aUser('UR_1', {
      resource: odd,
      deleted: '2026-03-04T05:06:07Z',
      purgeAfter: '2026-04-03T05:06:07Z',
      gone: '2026-03-05T05:06:07Z',
    });
    const bare = aUser('UR_2', { resource: {}, record: {}, kept: {}, keys: { userName: 'bo', emails: [] } });
    await acme.users.put(whole);
    await acme.users.putAll([bare]);
    t.strictSame(await acme.users.get('UR_1'), whole);
    t.strictSame(await acme.users.get('UR_2'), bare);
    t.equal(await acme.users.get('UR_3'), undefined);
  });

  given('a put of the same id replaces the documents and every key', async (t, acme) => {
    const before = aUser('UR_1', { keys: { userName: 'ada', externalId: '1', emails: ['a@x', 'b@x'] } });
    const after = aUser('UR_1', {
      keys: { userName: 'eve', emails: ['b@x', 'c@x'] },
      kept: { nickName: 'E' },
    });
    await acme.users.put(before);
    await acme.users.put(after);
    t.strictSame(await acme.users.get('UR_1'), after);
    t.strictSame(await acme.users.lookUp('userName', 'ada'), []);
    t.strictSame(await acme.users.lookUp('externalId', '1'), []);
    t.strictSame(await acme.users.lookUp('email', 'a@x'), []);
    for (const email of ['b@x', 'c@x']) t.strictSame(await acme.users.lookUp('email', email), [after]);
    t.strictSame(await acme.users.lookUp('userName', 'eve'), [after]);
    t.equal(await acme.users.count(), 1);
  });

  given('a look-up returns all who share the key, in the order of their first put', async (t, acme) => {
    const keys = { userName: 'joe@acme.com', externalId: '7', emails: ['joe@acme.com', 'joe@acme.com'] };
    const [second, first] = [aUser('UR_1', { keys }), aUser('UR_2', { keys })];
    await acme.users.putAll([first, second]);
    await acme.users.put(first);
    t.strictSame(await acme.users.lookUp('userName', 'joe@acme.com'), [first, second]);
    t.strictSame(await acme.users.lookUp('externalId', '7'), [first, second]);
    t.strictSame(await acme.users.lookUp('email', 'joe@acme.com'), [first, second]);
    t.strictSame(await acme.users.lookUp('userName', 'JOE@acme.com'), [], 'folding case is for the caller');
  });

  given('a deleted user is found by its id and as a deleted one only', async (t, acme) => {
    const gone = deleted(aUser('UR_1'));
    await acme.users.putAll([aUser('UR_1'), aUser('UR_2')]);
    await acme.users.put(gone);
    t.strictSame(await acme.users.get('UR_1'), gone);
    t.strictSame(await acme.users.lookUpDeleted('ur_1@example.com'), gone);
    t.equal(await acme.users.lookUpDeleted('ur_2@example.com'), undefined);
    t.strictSame(await acme.users.lookUp('userName', 'ur_1@example.com'), []);
    t.strictSame(await acme.users.lookUp('externalId', '00u-UR_1'), []);
    t.strictSame(await acme.users.lookUp('email', 'ur_1@example.com'), []);
    t.strictSame(await Array.fromAsync(acme.users.scan()), [aUser('UR_2')]);
    t.strictSame(await Array.fromAsync(acme.users.scan()), [aUser('UR_2')]);
    t.equal(await acme.users.count(), 1);
    t.strictSame((await Array.fromAsync(acme.listing.unnamed(1))).sort(), ['UR_1', 'UR_2']);
  });

  given('of several deleted users of one userName the last deleted is found', async (t, acme) => {
    const keys = { userName: 'ada', emails: [] };
    const [old, last] = [aUser('UR_1', { keys }), aUser('UR_2', { keys })];
    await acme.users.put(deleted(last, '2026-03-05T00:00:00Z'));
    await acme.users.put(deleted(old, '2026-03-04T00:00:00Z'));
    t.equal((await acme.users.lookUpDeleted('ada'))?.id, 'UR_2');
  });

  given('a removed user is nowhere, and removing nobody is no error', async (t, acme) => {
    await acme.users.put(aUser('UR_1'));
    await acme.users.remove('UR_1');
    await acme.users.remove('UR_1');
    t.equal(await acme.users.get('UR_1'), undefined);
    t.strictSame(await acme.users.lookUp('email', 'ur_1@example.com'), []);
    t.equal(await acme.users.count(), 0);
    t.strictSame(await Array.fromAsync(acme.listing.unnamed(1)), []);
  });

  given('putAll keeps all or nothing', async (t, acme) => {
    await acme.users.put(aUser('UR_1'));
    const changed = aUser('UR_1', { keys: { userName: 'changed', emails: [] } });
    // SQLite's table takes no null there, and PostgreSQL's text no U+0000.
    const refused = aUser('UR_3', JSON.parse('{"created": null, "deleted": "\\u0000"}'));
    await t.rejects(acme.users.putAll([changed, aUser('UR_2'), refused]), StoreError);
    t.strictSame(await Array.fromAsync(acme.users.scan()), [aUser('UR_1')]);
    t.strictSame(await acme.users.lookUp('userName', 'changed'), []);
    await acme.users.putAll([]);
    await acme.users.put(aUser('UR_2'));
    t.equal(await acme.users.count(), 2, 'and the store goes on working');
  });

  given('duePurges gives the deleted whose time has come', async (t, acme) => {
    const due = (id: string, purgeAfter: string) => deleted(aUser(id, { purgeAfter }));
    await acme.users.putAll([
      due('UR_1', '2026-05-01T00:00:00Z'),
      due('UR_2', '2026-05-02T00:00:00Z'),
      due('UR_3', '2026-05-03T00:00:00Z'),
      deleted(aUser('UR_4')),
      aUser('UR_5', { purgeAfter: '2026-05-01T00:00:00Z' }),
    ]);
    t.strictSame((await acme.users.duePurges('2026-05-02T00:00:00Z')).map(idOf), ['UR_1', 'UR_2']);
    await acme.users.put(aUser('UR_1'));
    t.strictSame((await acme.users.duePurges('2026-05-02T00:00:00Z')).map(idOf), ['UR_2']);
  });
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
