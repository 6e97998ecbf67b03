import type { Listing } from '../../src/store/listing.ts';
import { aUser, deleted, users } from './a-user.ts';
import type { Given } from './conformance.ts';

const FIRST: Listing = { number: 1, began: '2026-01-01T00:00:00.000Z', listed: 0, drifted: 0 };
const SECOND: Listing = { ...FIRST, number: 2, page: '/users?offset=100', listed: 100, expected: 3 };

/** How far a listing of Qualtrics' users is, and whom it has named. */
export function runListingConformance(given: Given): void {
  given('a listing is as far as was last put', async (t, acme) => {
    t.equal(await acme.listing.get(), undefined);
    await acme.listing.put(FIRST, []);
    await acme.listing.put(SECOND, []);
    t.strictSame(await acme.listing.get(), SECOND);
    await acme.listing.put({ ...SECOND, page: null }, []);
    t.strictSame(await acme.listing.get(), { ...SECOND, page: null });
  });

  given('who was named by that listing is not among the unnamed', async (t, acme) => {
    await acme.users.putAll([...users(0, 2_500), deleted(aUser('UR_gone'))]);
    const named = users(0, 2_400).map(({ id }) => id);
    await acme.listing.put(FIRST, [...named, 'UR_stranger']);
    const unnamed = await Array.fromAsync(acme.listing.unnamed(1));
    t.equal(unnamed.length, 101);
    t.ok(unnamed.includes('UR_gone'), 'deleted ones too');
    await acme.listing.put(SECOND, ['UR_gone', 'UR_7']);
    t.equal((await Array.fromAsync(acme.listing.unnamed(2))).length, 2_499, 'each listing begins anew');
    await acme.listing.put(SECOND, named);
    t.notOk((await Array.fromAsync(acme.listing.unnamed(2))).includes('UR_gone'), 'and adds up');
  });

  given('a user who is removed and put again has been named by nobody', async (t, acme) => {
    await acme.users.putAll([aUser('UR_1'), aUser('UR_2')]);
    await acme.listing.put(FIRST, ['UR_1', 'UR_2']);
    await acme.users.remove('UR_2');
    await acme.users.put(aUser('UR_2'));
    t.strictSame(await Array.fromAsync(acme.listing.unnamed(1)), ['UR_2']);
  });

  given('no connection sees the listing of another one', async (t, acme, store) => {
    const other = store.connection('other');
    await acme.users.put(aUser('UR_1'));
    await other.users.put(aUser('UR_1'));
    await acme.listing.put(FIRST, ['UR_1']);
    t.equal(await other.listing.get(), undefined);
    t.strictSame(await Array.fromAsync(other.listing.unnamed(1)), ['UR_1']);
    t.strictSame(await Array.fromAsync(acme.listing.unnamed(1)), []);
  });
}
