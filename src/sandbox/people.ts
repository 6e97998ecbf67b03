import type { Faker } from '@faker-js/faker';
import { type Brand, type SandboxUser, timestamp } from './brand.ts';
import type { ResolvedOptions } from './options.ts';
import { type Overrides, permissionPaths, type State } from './permissions.ts';

const LANGUAGES = ['en', 'en', 'en', 'es', 'fr', 'de', 'PT-BR', 'ZH-S'];
const TIME_ZONES = [
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Calcutta',
];
const SINCE = new Date('2019-01-01T00:00:00Z');
const UNTIL = new Date('2025-01-01T00:00:00Z');

/**
 * Adds `count` people to the brand; the same for the same seed and the same brand. Faker is loaded when people are
 * wanted, so that a sandbox without any starts at once.
 */
export async function addPeople(
  brand: Brand,
  options: ResolvedOptions,
  count: number,
): Promise<SandboxUser[]> {
  if (count === 0) return [];
  const { faker } = await import('@faker-js/faker/locale/en');
  // The instance is the process's: seeding and drawing happen in one go.
  faker.seed([options.seed, brand.users.size]);
  return Array.from({ length: count }, () => {
    const person = createPerson(faker, brand, options);
    brand.putUser(person);
    return person;
  });
}

function createPerson(faker: Faker, brand: Brand, options: ResolvedOptions): SandboxUser {
  const firstName = faker.person.firstName();
  const lastName = faker.person.lastName();
  const name = `${firstName}.${lastName}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
  const username = `${name}${brand.users.size}@example.com`;
  const divisionId = faker.helpers.arrayElement([null, ...brand.divisions.keys()]);
  const created = timestamp(faker.date.between({ from: SINCE, to: UNTIL }));
  const leaves = faker.datatype.boolean(0.1);
  return {
    id: brand.nextUserId(),
    username,
    firstName,
    lastName,
    email: username,
    userType: faker.helpers.arrayElement(peopleTypes(options)),
    divisionId,
    status: faker.datatype.boolean(0.9) ? 'active' : 'disabled',
    language: faker.helpers.arrayElement(LANGUAGES),
    timeZone: faker.helpers.arrayElement(TIME_ZONES),
    accountExpirationDate: leaves ? '2030-06-30T00:00:00Z' : null,
    accountCreationDate: created,
    passwordLastChangedDate: created,
    lastLoginDate: faker.datatype.boolean(0.8)
      ? timestamp(faker.date.between({ from: created, to: UNTIL }))
      : null,
    permissions: createOverrides(faker, options),
  };
}

/** One person in three has a right of their own, as in recordings; everyone else inherits everything. */
function createOverrides(faker: Faker, { dialect }: ResolvedOptions): Overrides {
  if (!faker.datatype.boolean(0.34)) return {};
  const paths = faker.helpers.arrayElements(permissionPaths(), { min: 1, max: 3 });
  const state = (): State => (faker.datatype.boolean() ? 'on' : 'off');
  // The seed dialect knows plain keys instead of a tree.
  const keys = dialect === 'seed' ? paths.map((path) => path.slice(path.lastIndexOf('.') + 1)) : paths;
  return Object.fromEntries(keys.map((key) => [key, state()]));
}

function peopleTypes({ userTypes, ownerUserType }: ResolvedOptions): string[] {
  const others = userTypes.filter((type) => !type.startsWith('UT_BRAND'));
  return others.length > 0 ? others : [ownerUserType];
}
