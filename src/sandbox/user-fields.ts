import { ApiFailure, invalid } from './api-failure.ts';
import { type Brand, type SandboxUser, timestamp } from './brand.ts';
import type { Exchange } from './exchange.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { type State, statesOf } from './permissions.ts';

/** The fields of a user that a PUT may carry, beside permissions. */
export const WRITABLE_TEXTS = [
  'username',
  'firstName',
  'lastName',
  'userType',
  'divisionId',
  'status',
  'language',
  'timeZone',
  'accountExpirationDate',
  'email',
] as const;
export const EMPTY_TEXTS = {
  username: null,
  firstName: null,
  lastName: null,
  userType: null,
  divisionId: null,
  status: null,
  language: null,
  timeZone: null,
  accountExpirationDate: null,
  email: null,
} satisfies Record<WritableText, null>;
export type WritableText = (typeof WRITABLE_TEXTS)[number];
export type Texts = Partial<Record<WritableText, string | null>>;

const REQUIRED: readonly WritableText[] = [
  'username',
  'firstName',
  'lastName',
  'userType',
  'status',
  'email',
];
const STATUSES = ['active', 'disabled'];
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/;
/** "Not allowed in usernames and user fields" (Creating and managing users). */
const FORBIDDEN = /[=;~!&*%{}<>[\]|\\"^]/;
/** E-mail shaped; single sign-on brands append `#brandId`, and may then hold any value before it. */
const USERNAME = /^([^@\s]+@[^@\s]+|[^#\s]+#[^#\s]+)$/;

/** The texts that `body` carries, checked. A value equal to what the user has already is never refused. */
export function readTexts(body: JsonObject, exchange: Exchange, user?: SandboxUser): Texts {
  const texts: Texts = {};
  for (const name of WRITABLE_TEXTS) {
    const value = body[name];
    if (value === undefined) continue;
    if (value !== null && typeof value !== 'string') throw invalid(`Invalid value for ${name}.`);
    texts[name] = value === user?.[name] ? value : checkText(name, value, exchange, user);
  }
  return texts;
}

/** Throws the 400 or 409 of a username that another user of the brand has. */
export function checkUnique(username: string | null, { brand, options }: Exchange, ownId?: string): void {
  if (username === null) return;
  const taken = brand.usersNamed(username).some((other) => {
    const same = options.usernameCase === 'insensitive' || other.username === username;
    return same && other.id !== ownId;
  });
  if (taken)
    throw new ApiFailure(options.duplicateStatus, 'SANDBOX_TAKEN', 'The username is already in use.');
}

/** What `permissions` of a body states: a tree of states, or in the seed dialect a map of booleans. */
export function readPermissions(value: Json, { options }: Exchange): Record<string, State | undefined> {
  if (value === null) return {};
  if (!isObject(value)) throw invalid('Invalid value for permissions.');
  if (options.dialect === 'recorded') return statesOf(value);
  return Object.fromEntries(
    Object.entries(value).map(([key, on]) => {
      if (typeof on !== 'boolean') throw invalid(`Invalid permission ${key}.`);
      return [key, on ? 'on' : 'off'];
    }),
  );
}

function checkText(name: WritableText, value: string | null, exchange: Exchange, user?: SandboxUser) {
  const { brand, options } = exchange;
  if (value === null) {
    if (REQUIRED.includes(name)) throw invalid(`${name} must not be null.`);
    if (name === 'divisionId' && options.nullDivision === 'refused' && user?.divisionId) {
      throw invalid('divisionId must not be null.');
    }
    return value;
  }
  if (REQUIRED.includes(name) && value.trim() === '') throw invalid(`${name} must not be empty.`);
  const ruled = name === 'username' || name === 'firstName' || name === 'lastName';
  if (ruled && options.usernameRules === 'enforced' && FORBIDDEN.test(value)) {
    throw invalid(`${name} contains a character that is not allowed.`);
  }
  switch (name) {
    case 'username':
      if (options.usernameRules === 'enforced' && !USERNAME.test(value)) {
        throw invalid('username must be in the form of an email address.');
      }
      return value;
    case 'userType':
      if (!options.userTypes.includes(value)) throw invalid('Invalid userType.');
      return value;
    case 'divisionId':
      return existingDivision(value, brand);
    case 'status':
      if (!STATUSES.includes(value)) throw invalid('Invalid status.');
      return value;
    case 'accountExpirationDate':
      return readDate(value, options.millisecondDates);
    default:
      return value;
  }
}

function existingDivision(id: string, brand: Brand): string {
  if (!brand.divisions.has(id)) throw invalid('The division does not exist.');
  return id;
}

function readDate(text: string, milliseconds: 'refused' | 'accepted'): string {
  const match = DATE.exec(text);
  const date = new Date(text);
  if (match === null || Number.isNaN(date.getTime())) throw invalid('Invalid date.');
  if (match[2] !== undefined && milliseconds === 'refused') throw invalid('Invalid date: no milliseconds.');
  return timestamp(date);
}
