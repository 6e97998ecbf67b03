import fc from 'fast-check';
import t from 'tap';
import { QUALTRICS_USER_SCHEMA, type Resource } from '../../src/provisioning/resource.ts';
import type { SandboxUser } from '../../src/sandbox/sandbox.ts';
import { startBrand } from '../support/brand.ts';

const PAIRS = 300;

/** A change as an IdP asks for it, and what it makes of the account. */
interface Change {
  readonly field: string;
  readonly wanted: Resource;
  readonly written: Partial<SandboxUser>;
}

const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);

/** Each writes a field of its own; names are two fields of one attribute. */
const changes: readonly fc.Arbitrary<Change>[] = [
  word.map((firstName) => ({ field: 'firstName', wanted: { givenName: firstName }, written: { firstName } })),
  word.map((lastName) => ({ field: 'lastName', wanted: { familyName: lastName }, written: { lastName } })),
  word.map((name) => {
    const email = `${name}@example.com`;
    return { field: 'email', wanted: { emails: [{ value: email, primary: true }] }, written: { email } };
  }),
  fc.boolean().map((active) => ({
    field: 'status',
    wanted: { active },
    written: { status: active ? 'active' : 'disabled' },
  })),
  fc.constantFrom('EN', 'DE', 'FR', 'ES').map((language) => ({
    field: 'language',
    wanted: { preferredLanguage: language.toLowerCase() },
    written: { language },
  })),
  fc.constantFrom('Europe/Berlin', 'Europe/London', 'Asia/Seoul').map((timeZone) => ({
    field: 'timeZone',
    wanted: { timezone: timeZone },
    written: { timeZone },
  })),
  fc.integer({ min: 2030, max: 2099 }).map((year) => {
    const date = `${year}-01-01T00:00:00Z`;
    return {
      field: 'accountExpirationDate',
      wanted: { [QUALTRICS_USER_SCHEMA]: { accountExpirationDate: date } },
      written: { accountExpirationDate: date },
    };
  }),
];

/** Two changes of different fields. */
const pair = fc
  .shuffledSubarray([...changes], { minLength: 2, maxLength: 2 })
  .chain((two) => fc.tuple(...two));

function apply({ wanted }: Change) {
  return (current: Resource): Resource => {
    const { givenName, familyName, ...rest } = wanted;
    const name = {
      ...(current.name as Resource),
      ...(givenName !== undefined && { givenName }),
      ...(familyName !== undefined && { familyName }),
    };
    return { ...current, ...rest, name };
  };
}

// Each waits for its own sandbox most of the time.
t.jobs = 3;

for (const putMode of ['replace', 'merge', 'refuse-unknown'] as const) {
  t.test(
    `of ${PAIRS} pairs of changes of one user at the same time none is lost (PUT mode ${putMode})`,
    { buffered: true },
    async (t) => {
      const brand = await startBrand(t, { putMode, latencyMs: 2 });
      const { users } = brand.connection;
      let expected = brand.sandbox.putUser({
        firstName: 'Ada',
        lastName: 'Marsh',
        permissions: { 'controlPanel.accountPermissions.accessApi': 'on' },
        lastLoginDate: '2025-01-02T03:04:05Z',
      });
      const lost: unknown[] = [];
      for (const two of fc.sample(pair, { numRuns: PAIRS, seed: 20_260_101 })) {
        const changing = two.map((one) => users.change(expected.id, apply(one), brand.operation()));
        await Promise.all(changing);
        for (const { written } of two) expected = { ...expected, ...written };
        const found = brand.sandbox.user(expected.id);
        if (!t.strictSame(found, expected, two.map(({ field }) => field).join(' and '))) lost.push(two);
        if (lost.length > 3) break;
      }
      t.equal(lost.length, 0);
      const { resource } = await users.get(expected.id, brand.operation());
      t.match(resource, { name: { givenName: expected.firstName, familyName: expected.lastName } });
    },
  );
}

t.test('changes of one user by many at the same time are all there in the end', async (t) => {
  const brand = await startBrand(t, { putMode: 'replace', latencyMs: 2 });
  const { users } = brand.connection;
  const before = brand.sandbox.putUser({ lastLoginDate: '2025-01-02T03:04:05Z' });
  const [everything] = fc.sample(fc.tuple(...changes), { numRuns: 1, seed: 20_260_101 });
  const all = everything ?? [];
  await Promise.all(all.map((one) => users.change(before.id, apply(one), brand.operation())));
  t.strictSame(
    brand.sandbox.user(before.id),
    Object.assign({}, before, ...all.map(({ written }) => written)),
  );
});
