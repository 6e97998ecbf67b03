/*
 * The end of the soak: is everybody what the IdP believes?
 *
 *   each belief -> GET by id (live), the list (the index), Qualtrics itself -> differences
 *   accounts that the IdP did not make, fields that it did not name -> differences, too
 */
import { isDeepStrictEqual } from 'node:util';
import { QUALTRICS_USER_SCHEMA } from '../../../src/provisioning/resource.ts';
import type { SandboxUser } from '../../../src/sandbox/sandbox.ts';
import type { ScimAnswer } from './ask.ts';
import type { Person } from './beliefs.ts';

export interface Difference {
  /** A user id, or a group's. */
  readonly id: string;
  readonly where: 'GET by id' | 'list' | 'Qualtrics' | 'members';
  /** Of the two, only what differs. */
  readonly believed: unknown;
  readonly found: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/** A user over SCIM; undefined where there was none. */
export function compareResource(
  person: Person,
  found: ScimAnswer | undefined,
  where: Difference['where'],
): Difference[] {
  const believed = person.gone
    ? undefined
    : {
        userName: person.userName,
        externalId: person.externalId,
        active: person.active,
        givenName: person.givenName,
        familyName: person.familyName,
        divisionId: person.divisionId ?? undefined,
      };
  return differences(person.id, where, believed, found && fieldsOf(found));
}

/** The fields that an IdP sees of a user, side by side. */
function fieldsOf(user: ScimAnswer): Fields {
  const extension = user[QUALTRICS_USER_SCHEMA] as { divisionId?: string } | undefined;
  return {
    userName: user.userName,
    externalId: user.externalId,
    active: user.active,
    givenName: user.name?.givenName,
    familyName: user.name?.familyName,
    divisionId: extension?.divisionId,
  };
}

/** An account of Qualtrics; `before` is undefined for one that the IdP made. */
export function compareAccount(
  person: Person,
  found: SandboxUser | undefined,
  before: SandboxUser | undefined,
): Difference[] {
  const named = {
    username: person.userName,
    status: person.active ? 'active' : 'disabled',
    firstName: person.givenName,
    lastName: person.familyName,
    divisionId: person.divisionId,
  };
  // Nothing that the IdP did not name ever changes: of an account that was there before, all the rest is as it was.
  const believed: Fields = before ? { ...before, ...named } : named;
  const same =
    found && Object.fromEntries(Object.keys(believed).map((key) => [key, Reflect.get(found, key)]));
  return differences(person.id, 'Qualtrics', believed, same);
}

/** Who is in a group: whom the IdP put there, and who is in the division without being in any group. */
export function compareMembers(
  groupId: string,
  people: readonly Person[],
  { members = [] }: ScimAnswer,
): Difference[] {
  const isMember = ({ gone, groups, divisionId }: Person) =>
    !gone && (groups.includes(groupId) || (groups.length === 0 && divisionId === groupId));
  const doubtful = new Set(people.filter(({ inDoubt }) => inDoubt).map(({ id }) => id));
  const believed = people.filter((person) => !person.inDoubt && isMember(person)).map(({ id }) => id);
  const found = members.map(({ value }) => value).filter((id) => !doubtful.has(id));
  const missing = believed.filter((id) => !found.includes(id));
  const tooMany = found.filter((id) => !believed.includes(id));
  return missing.length + tooMany.length === 0
    ? []
    : [{ id: groupId, where: 'members', believed: { missing }, found: { tooMany } }];
}

function differences(
  id: string,
  where: Difference['where'],
  believed: Fields | undefined,
  found: Fields | undefined,
): Difference[] {
  if (!believed || !found) return believed === found ? [] : [{ id, where, believed, found }];
  const keys = Object.keys(believed).filter((key) => !isDeepStrictEqual(believed[key], found[key]));
  const only = (fields: Fields) => Object.fromEntries(keys.map((key) => [key, fields[key]]));
  return keys.length === 0 ? [] : [{ id, where, believed: only(believed), found: only(found) }];
}
