import type { StoredUser } from '../../src/store/store.ts';
import { aUser, deleted, listed, users } from './a-user.ts';
import type { Given } from './conformance.ts';
import { behavesLikeAMap } from './store-property.ts';

/** Users in their order: pages, counts, scans. */
export function runOrderConformance(given: Given): void {
  given('a user that comes back has its old place, one that was removed comes last', async (t, acme) => {
    await acme.users.putAll(users(0, 4));
    await acme.users.put(deleted(aUser('UR_1')));
    await acme.users.remove('UR_2');
    t.strictSame((await acme.users.page(0, 10)).map(idOf), ['UR_0', 'UR_3']);
    t.strictSame((await Array.fromAsync(acme.listing.unnamed(1))).sort(), ['UR_0', 'UR_1', 'UR_3']);
    await acme.users.putAll([aUser('UR_2'), aUser('UR_1')]);
    t.strictSame((await acme.users.page(0, 10)).map(idOf), ['UR_0', 'UR_1', 'UR_3', 'UR_2']);
  });

  given('every page is exact after users left and others came', async (t, acme, store) => {
    const other = store.connection('other');
    const expected: StoredUser[] = [];
    for (let i = 0; i < 5000; i += 500) {
      await acme.users.putAll(users(i, i + 500));
      await other.users.putAll(users(i, i + 50));
      const come = users(i, i + 500);
      await acme.users.putAll(come.filter((_, k) => k % 7 === 1).map((user) => deleted(user)));
      for (const { id } of come.slice(0, 20)) await acme.users.remove(id);
      expected.push(...come.filter((_, k) => k >= 20 && k % 7 !== 1));
    }
    t.equal(await acme.users.count(), expected.length);
    t.equal(await other.users.count(), 500);
    for (let offset = 0; offset <= expected.length + 100; offset += 97) {
      t.strictSame(
        await acme.users.page(offset, 100),
        expected.slice(offset, offset + 100).map(listed),
        `from ${offset}`,
      );
    }
    t.strictSame(await acme.users.page(0, 0), []);
    t.strictSame(await acme.users.page(expected.length, 1), []);
    t.strictSame(await Array.fromAsync(acme.users.scan()), expected);
  });

  given('a scan bears writes: whoever was there all the time is seen once', async (t, acme) => {
    await acme.users.putAll(users(0, 1000));
    const seen: string[] = [];
    for await (const { id } of acme.users.scan()) {
      seen.push(id);
      if (!/^UR_\d*0$/.test(id)) continue;
      const ten = id.slice(0, -1);
      await acme.users.remove(`${ten}5`);
      await acme.users.put(deleted(aUser(`${ten}6`)));
      await acme.users.put(aUser(`${ten}7`, { lastModified: '2026-09-09T09:09:09Z' }));
      await acme.users.put(aUser(`NEW_${id}`));
    }
    t.equal(new Set(seen).size, seen.length, 'nobody twice');
    const stayed = users(0, 1000).filter(({ id }) => !/[56]$/.test(id));
    t.strictSame(
      stayed.filter(({ id }) => !seen.includes(id)),
      [],
      'nobody left out',
    );
  });

  given('a scan leaves everything else its turn', async (t, acme) => {
    await acme.users.putAll(users(0, 1000));
    let othersHadTheirTurn = false;
    setImmediate(() => {
      othersHadTheirTurn = true;
    });
    let before = 0;
    for await (const _ of acme.users.scan()) if (!othersHadTheirTurn) before++;
    t.ok(before < 1000, `after ${before} users`);
  });

  given('any sequence of writes leaves what it would leave in a Map', (_t, _acme, store) =>
    behavesLikeAMap(store),
  );
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
