import type { StoredUser } from '../../src/store/store.ts';
import type { UserCondition } from '../../src/store/user-condition.ts';
import { aUser } from './a-user.ts';

const FIRST = Date.parse('2026-01-01T00:00:00.000Z');

/** Users of whom each has its own names, addresses and date; every seventh is not active. */
export function people(from: number, to: number): StoredUser[] {
  return Array.from({ length: to - from }, (_, i) => person(from + i));
}

function person(n: number): StoredUser {
  const id = `UR_${n}`;
  const userName = `user${n}@example.com`;
  const name = { givenName: `Given${n}`, familyName: `Family${n}`, formatted: `Given${n} Family${n}` };
  const meta = { lastModified: new Date(FIRST + n * 1000).toISOString() };
  return aUser(id, {
    resource: {
      ...{
        id,
        userName,
        externalId: `00u-${id}`,
        displayName: name.formatted,
        name,
        active: isActive(n),
        meta,
      },
      emails: [{ value: userName }],
    },
    keys: { userName, externalId: `00u-${id}`, emails: [userName] },
    record: { id, divisionId: n < 10 ? 'DV_few' : null },
  });
}

export function isActive(n: number): boolean {
  return n % 7 !== 0;
}

export function modifiedFrom(n: number): UserCondition {
  return { kind: 'lastModified', operator: 'ge', instant: FIRST + n * 1000 };
}

/** Conditions that few of 8000 people fulfil: how many, and the indexes that lead to them. */
export const SELECTIVE: readonly [condition: UserCondition, found: number, indexes: readonly string[]][] = [
  [
    { kind: 'text', attribute: 'userName', operator: 'eq', value: 'USER77@example.com' },
    1,
    ['users_by_shown_name'],
  ],
  [{ kind: 'text', attribute: 'userName', operator: 'sw', value: 'user77' }, 111, ['users_by_shown_name']],
  [
    { kind: 'text', attribute: 'displayName', operator: 'eq', value: 'GIVEN7 family7' },
    1,
    ['users_by_display_name'],
  ],
  [{ kind: 'text', attribute: 'givenName', operator: 'eq', value: 'given7' }, 1, ['users_by_given_name']],
  [
    { kind: 'text', attribute: 'familyName', operator: 'sw', value: 'family7999' },
    1,
    ['users_by_family_name'],
  ],
  [
    { kind: 'text', attribute: 'formattedName', operator: 'sw', value: 'given7 ' },
    1,
    ['users_by_formatted_name'],
  ],
  [{ kind: 'text', attribute: 'externalId', operator: 'eq', value: '00u-UR_7' }, 1, ['users_by_external_id']],
  [{ kind: 'text', attribute: 'id', operator: 'eq', value: 'UR_7' }, 1, ['users_by_id']],
  [{ kind: 'email', operator: 'eq', value: 'User7@example.com' }, 1, ['users_by_email']],
  [modifiedFrom(7990), 10, ['users_by_last_modified']],
  [{ kind: 'group', id: 'DV_few' }, 10, ['users_by_division']],
  [
    {
      kind: 'all',
      terms: [
        { kind: 'active', value: false },
        { kind: 'not', term: { kind: 'text', attribute: 'displayName', operator: 'co', value: '9' } },
        { kind: 'text', attribute: 'familyName', operator: 'sw', value: 'family777' },
      ],
    },
    3,
    ['users_by_family_name'],
  ],
  [
    {
      kind: 'any',
      terms: [
        { kind: 'text', attribute: 'familyName', operator: 'eq', value: 'family7' },
        { kind: 'email', operator: 'eq', value: 'user8@example.com' },
        modifiedFrom(7999),
      ],
    },
    3,
    ['users_by_family_name', 'users_by_last_modified'],
  ],
];
