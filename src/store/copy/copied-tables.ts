/**
 * What of a database goes into an export (docs/backup.md). Every table of the two schemas is in one of these lists, which
 * test/store/copied-tables.test.ts holds: a new table says here how it is copied, or why it is not.
 */
import type { StoredGroup } from '../memberships.ts';
import type { Document, StoredUser } from '../store.ts';

/** `key`: text that PostgreSQL compares, and may have a digest for (postgres/text-key.ts). */
export type CopiedColumn = 'key' | 'text' | 'integer' | 'boolean';

/** A table whose columns have the same names and meanings in both databases: copied column by column. */
export interface PlainTable {
  readonly columns: Readonly<Record<string, CopiedColumn>>;
  /** In which order the rows are written, so that the same rows are the same file. */
  readonly order: string;
}

/** Written, and read, in this order, after users and groups. */
export const PLAIN_TABLES: Readonly<Record<string, PlainTable>> = {
  ledger_changes: { columns: { connection: 'text', seq: 'integer' }, order: 'connection' },
  memberships: {
    columns: { connection: 'text', group_id: 'key', user_id: 'key', seq: 'integer' },
    order: 'connection, group_id, user_id',
  },
  due_moves: {
    columns: {
      connection: 'text',
      user_id: 'key',
      from_divisions: 'text',
      since: 'integer',
      seq: 'integer',
    },
    order: 'connection, user_id',
  },
  group_members: {
    columns: { connection: 'text', group_id: 'key', user_id: 'key', seq: 'integer', named: 'boolean' },
    order: 'connection, group_id, user_id',
  },
  due_members: {
    columns: { connection: 'text', group_id: 'key', user_id: 'key', seq: 'integer' },
    order: 'connection, group_id, user_id',
  },
  pending_creations: {
    columns: { connection: 'text', user_name: 'key', since: 'text' },
    order: 'connection, user_name',
  },
  facts: { columns: { connection: 'text', name: 'text', value: 'text' }, order: 'connection, name' },
  audit: {
    columns: { connection: 'text', time: 'text', id: 'key', content: 'text' },
    order: 'connection, time, seq',
  },
};

/** Those whose rows are documents, which the two databases keep in columns of their own. */
export const DOCUMENT_TABLES = ['users', 'groups'] as const;
export type DocumentTable = (typeof DOCUMENT_TABLES)[number];

export const COPIED_TABLES: readonly string[] = [...DOCUMENT_TABLES, ...Object.keys(PLAIN_TABLES)];

/** Why a table is not copied. */
export const LEFT_OUT: Readonly<
  Record<string, 'made from users' | 'of running processes' | 'of the schema'>
> = {
  user_attributes: 'made from users',
  user_emails: 'made from users',
  user_counts: 'made from users',
  users_to_describe: 'made from users',
  named_users: 'of running processes',
  listings: 'of running processes',
  leases: 'of running processes',
  paces: 'of running processes',
  probe: 'of running processes',
  bridge_schema: 'of the schema',
};

export interface CopiedRow {
  readonly table: string;
  readonly row: Document;
}

export function isDocumentTable(table: string): table is DocumentTable {
  return DOCUMENT_TABLES.some((each) => each === table);
}

/** With the names in one order, whichever database it comes from. */
export function copyOfUser(user: StoredUser): StoredUser {
  const { id, resource, record, kept, keys, created, lastModified, deleted, purgeAfter, gone } = user;
  const { userName, externalId, emails } = keys;
  return {
    ...{ id, resource, record, kept },
    keys: { userName, ...(externalId !== undefined && { externalId }), emails },
    ...{ created, lastModified },
    ...(deleted !== undefined && { deleted }),
    ...(purgeAfter !== undefined && { purgeAfter }),
    ...(gone !== undefined && { gone }),
  };
}

/** The same for a group. */
export function copyOfGroup(group: StoredGroup): StoredGroup {
  const { id, target, displayName, externalId, created, lastModified, deleted } = group;
  return {
    ...{ id, target, displayName },
    ...(externalId !== undefined && { externalId }),
    ...{ created, lastModified },
    ...(deleted !== undefined && { deleted }),
  };
}
