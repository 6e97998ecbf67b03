import fc from 'fast-check';
import type { SandboxUser } from '../../src/sandbox/sandbox.ts';

/** One field of one user, as an IdP's PATCH asks for it, and what it makes of the account. */
export interface IdpChange {
  readonly field: string;
  readonly Operations: readonly object[];
  readonly written: Partial<SandboxUser>;
}

const EXTENSION = 'urn:ietf:params:scim:schemas:extension:qualtrics:2.0:User';
const word = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);

function replacing(
  path: string | undefined,
  value: unknown,
  written: Partial<SandboxUser>,
  op = 'replace',
): IdpChange {
  const [field = ''] = Object.keys(written);
  return { field, Operations: [{ op, ...(path !== undefined && { path }), value }], written };
}

/** Each writes a field of its own, in the words of one or the other IdP. */
export const changes: readonly fc.Arbitrary<IdpChange>[] = [
  word.map((firstName) => replacing('name.givenName', firstName, { firstName }, 'Replace')),
  word.map((lastName) => replacing(undefined, { name: { familyName: lastName } }, { lastName })),
  word.map((name) => {
    const email = `${name}@example.com`;
    return replacing('emails[type eq "work"].value', email, { email }, 'Add');
  }),
  fc.boolean().map((active) => {
    const status = active ? 'active' : 'disabled';
    return replacing('active', active ? 'True' : 'False', { status }, 'Replace');
  }),
  fc
    .constantFrom('EN', 'DE', 'FR', 'ES')
    .map((language) => replacing('preferredLanguage', language.toLowerCase(), { language })),
  fc
    .constantFrom('Europe/Berlin', 'Europe/London', 'Asia/Seoul')
    .map((timeZone) => replacing(undefined, { timezone: timeZone }, { timeZone })),
  fc.integer({ min: 2030, max: 2099 }).map((year) => {
    const accountExpirationDate = `${year}-01-01T00:00:00Z`;
    const path = `${EXTENSION}:accountExpirationDate`;
    return replacing(path, accountExpirationDate, { accountExpirationDate });
  }),
];

/** Two changes of different fields. */
export const pairOfChanges: fc.Arbitrary<[IdpChange, IdpChange]> = fc
  .shuffledSubarray([...changes], { minLength: 2, maxLength: 2 })
  .chain(([one, other]) => fc.tuple(one ?? fc.constant(NOTHING), other ?? fc.constant(NOTHING)));

const NOTHING: IdpChange = { field: '', Operations: [], written: {} };
