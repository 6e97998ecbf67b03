import * as z from 'zod';
import { type Brand, type SandboxDivision, type SandboxGroup, type SandboxUser, timestamp } from './brand.ts';
import { DEFAULT_PERMISSIONS } from './divisions.ts';
import { readInput } from './input.ts';

const id = z.string().min(1).exactOptional();
const text = z.string().exactOptional();
const nullableText = z.string().nullable().exactOptional();
const permissions = z.record(z.string(), z.enum(['on', 'off'])).exactOptional();

const userSchema = z.strictObject({
  id,
  username: nullableText,
  firstName: nullableText,
  lastName: nullableText,
  email: nullableText,
  userType: nullableText,
  divisionId: nullableText,
  status: nullableText,
  language: nullableText,
  timeZone: nullableText,
  accountExpirationDate: nullableText,
  accountCreationDate: text,
  passwordLastChangedDate: nullableText,
  lastLoginDate: nullableText,
  permissions,
});

const divisionSchema = z.strictObject({ id, name: text, status: text, permissions });

const groupSchema = z.strictObject({
  id,
  name: text,
  type: text,
  divisionId: nullableText,
  members: z.array(z.string()).exactOptional(),
});

export type SandboxUserInput = z.input<typeof userSchema>;
export type SandboxDivisionInput = z.input<typeof divisionSchema>;
export type SandboxGroupInput = z.input<typeof groupSchema>;

/** A group as the control shows it: its members as a list of user ids. */
export interface SandboxGroupView extends Omit<SandboxGroup, 'members'> {
  members: string[];
}

/** Changes the user of that id, or adds one; what is left out stays, or gets a value of its own. No rule applies. */
export function putUser(brand: Brand, input: unknown): SandboxUser {
  const given = readInput(userSchema, input, 'SANDBOX_USER');
  const id = given.id ?? brand.nextUserId();
  const user: SandboxUser = { ...(brand.users.get(id) ?? newUser(id)), ...given, id };
  brand.putUser(user);
  return structuredClone(user);
}

/** The owner of every token; answers the user id. */
export function putOwner(brand: Brand, userType: string): string {
  const username = 'admin@example.com';
  return putUser(brand, {
    username,
    email: username,
    firstName: 'Brand',
    lastName: 'Administrator',
    userType,
  }).id;
}

/** As putUser, for a division. */
export function putDivision(brand: Brand, creatorId: string, input: unknown): SandboxDivision {
  const given = readInput(divisionSchema, input, 'SANDBOX_DIVISION');
  const id = given.id ?? brand.nextId('DV');
  const fresh = {
    name: `Division ${brand.divisions.size + 1}`,
    status: 'Active',
    creatorId,
    creationDate: timestamp(),
    permissions: DEFAULT_PERMISSIONS,
  };
  const division: SandboxDivision = { ...(brand.divisions.get(id) ?? fresh), ...given, id };
  brand.divisions.set(id, division);
  return structuredClone(division);
}

/** As putUser, for a group; `members` replaces them all. */
export function putGroup(brand: Brand, creatorId: string, input: unknown): SandboxGroupView {
  const { members, ...given } = readInput(groupSchema, input, 'SANDBOX_GROUP');
  const id = given.id ?? brand.nextId('GR');
  const fresh = {
    name: `Group ${brand.groups.size + 1}`,
    type: 'GT_sandbox',
    divisionId: null,
    creatorId,
    creationDate: timestamp(),
    members: new Set<string>(),
  };
  const before = brand.groups.get(id) ?? fresh;
  const group = { ...before, ...given, id, members: members ? new Set(members) : before.members };
  brand.groups.set(id, group);
  return groupView(group);
}

export function groupView({ members, ...group }: SandboxGroup): SandboxGroupView {
  return { ...group, members: [...members] };
}

function newUser(id: string): SandboxUser {
  const username = `${id.toLowerCase()}@example.com`;
  return {
    id,
    username,
    firstName: 'Sam',
    lastName: 'Sandbox',
    email: username,
    userType: 'UT_PARTICIPANT',
    divisionId: null,
    status: 'active',
    language: 'en',
    timeZone: 'America/New_York',
    accountExpirationDate: null,
    accountCreationDate: timestamp(),
    passwordLastChangedDate: null,
    lastLoginDate: null,
    permissions: {},
  };
}
