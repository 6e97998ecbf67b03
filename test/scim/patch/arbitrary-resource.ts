import fc from 'fast-check';
import { ENTERPRISE_USER_SCHEMA, type Json, type Resource } from '../../../src/provisioning/resource.ts';

const text = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' });
const label = fc.constantFrom('work', 'home', 'other', 'billing');

/** At most one primary, no value twice: as every resource is that our own engines made. */
function several(value: fc.Arbitrary<{ [name: string]: Json }>): fc.Arbitrary<Json[]> {
  return fc
    .tuple(fc.uniqueArray(value, { maxLength: 4, selector: (one) => JSON.stringify(one) }), fc.nat(5))
    .map(([values, primary]) => values.map((one, at) => (at === primary ? { ...one, primary: true } : one)));
}

const mail = fc.record({ value: text, type: label });
const address = fc.record({ type: label, locality: text, country: text }, { requiredKeys: ['type'] });
const reference = text.map((value) => ({ value }));

/** Values to send for each attribute of a user, by path. */
export const userValues: { readonly [path: string]: fc.Arbitrary<Json> } = {
  userName: text,
  externalId: text,
  displayName: text,
  title: text,
  active: fc.boolean(),
  'name.givenName': text,
  'name.familyName': text,
  emails: several(mail),
  phoneNumbers: several(mail),
  addresses: several(address),
  [`${ENTERPRISE_USER_SCHEMA}:department`]: text,
  [`${ENTERPRISE_USER_SCHEMA}:manager`]: reference,
};

const name = fc.record({ givenName: text, familyName: text }, { requiredKeys: [] });
const enterprise = fc.record({ department: text, manager: reference }, { requiredKeys: [] });

export const user: fc.Arbitrary<Resource> = fc
  .record(
    {
      id: fc.constant('user-self'),
      userName: text,
      externalId: text,
      displayName: text,
      title: text,
      active: fc.boolean(),
      name,
      emails: several(mail),
      phoneNumbers: several(mail),
      addresses: several(address),
      [ENTERPRISE_USER_SCHEMA]: enterprise,
    },
    { requiredKeys: ['id', 'userName'] },
  )
  .map(withoutEmpties);

export const group: fc.Arbitrary<Resource> = fc
  .record({
    id: fc.constant('group-self'),
    displayName: text,
    members: fc.uniqueArray(reference, { maxLength: 8, selector: ({ value }) => value }),
  })
  .map(withoutEmpties);

function withoutEmpties(resource: Resource): Resource {
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([, value]) => typeof value !== 'object' || Object.keys(value ?? {}).length > 0,
    ),
  );
}
