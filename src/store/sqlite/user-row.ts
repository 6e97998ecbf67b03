import type { Document, ListedUser, StoredUser } from '../store.ts';

/** Those that are written. */
export const WRITTEN_COLUMNS = [
  ...[
    'id',
    'user_name',
    'external_id',
    'emails',
    'created',
    'last_modified',
    'deleted',
    'purge_after',
    'gone',
  ],
  ...['kept', 'resource', 'record'],
] as const satisfies readonly (keyof UserRow)[];

/** Those of UserRow. The others are generated from a document at each read, to no use here. */
export const USER_COLUMNS = ['seq', ...WRITTEN_COLUMNS].join(', ');

/** A row of users; the table is STRICT, so these are its types. */
export type UserRow = {
  seq: number;
  id: string;
  user_name: string;
  external_id: string | null;
  emails: string;
  created: string;
  last_modified: string;
  deleted: string | null;
  purge_after: string | null;
  gone: string | null;
  kept: string;
  resource: string;
  record: string;
};

export function toUserRow(user: StoredUser): Omit<UserRow, 'seq'> {
  return {
    id: user.id,
    user_name: user.keys.userName,
    external_id: user.keys.externalId ?? null,
    emails: JSON.stringify(user.keys.emails),
    created: user.created,
    last_modified: user.lastModified,
    deleted: user.deleted ?? null,
    purge_after: user.purgeAfter ?? null,
    gone: user.gone ?? null,
    kept: JSON.stringify(user.kept),
    resource: JSON.stringify(user.resource),
    record: JSON.stringify(user.record),
  };
}

/** Of a row that has these columns alone. */
export function toListedUser({ id, resource }: Pick<UserRow, 'id' | 'resource'>): ListedUser {
  return { id, resource: JSON.parse(resource) as Document };
}

export function toStoredUser(row: UserRow): StoredUser {
  return {
    id: row.id,
    resource: JSON.parse(row.resource) as Document,
    record: JSON.parse(row.record) as Document,
    kept: JSON.parse(row.kept) as Document,
    keys: {
      userName: row.user_name,
      ...(row.external_id !== null && { externalId: row.external_id }),
      emails: JSON.parse(row.emails) as string[],
    },
    created: row.created,
    lastModified: row.last_modified,
    ...(row.deleted !== null && { deleted: row.deleted }),
    ...(row.purge_after !== null && { purgeAfter: row.purge_after }),
    ...(row.gone !== null && { gone: row.gone }),
  };
}
