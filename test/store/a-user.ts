import type { ListedUser, StoredUser } from '../../src/store/store.ts';

/** A user as the bridge would store it; `id` makes every key its own. */
export function aUser(id: string, changes: Partial<StoredUser> = {}): StoredUser {
  const userName = `${id.toLowerCase()}@example.com`;
  return {
    id,
    resource: { id, userName, name: { givenName: 'Ada', familyName: 'Lovelace' }, active: true },
    record: { id, username: userName, divisionId: null, permissions: { surveys: { edit: { state: 'on' } } } },
    kept: { externalId: `00u-${id}`, emails: [{ value: userName, primary: true }] },
    keys: { userName, externalId: `00u-${id}`, emails: [userName] },
    created: '2026-01-02T03:04:05Z',
    lastModified: '2026-02-03T04:05:06Z',
    ...changes,
  };
}

/** What a page has of it. */
export function listed({ id, resource }: StoredUser): ListedUser {
  return { id, resource };
}

export function users(from: number, to: number): StoredUser[] {
  return Array.from({ length: to - from }, (_, i) => aUser(`UR_${from + i}`));
}

export function deleted(user: StoredUser, at = '2026-03-04T05:06:07Z'): StoredUser {
  return { ...user, deleted: at };
}
