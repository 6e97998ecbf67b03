import type { ListedUser, StoredUser } from '../store.ts';
import { textKey } from './text-key.ts';

/** A row of users as it is written: the columns that look-ups compare, and the user. */
export interface UserRow {
  readonly id: string;
  readonly user_name: string;
  readonly external_id: string | null;
  readonly emails: readonly string[];
  readonly division_id: string | null;
  readonly deleted: string | null;
  readonly purge_after: string | null;
  readonly content: string;
}

export function toUserRow(user: StoredUser): UserRow {
  const { userName, externalId, emails } = user.keys;
  const { divisionId } = user.record;
  return {
    id: textKey(user.id),
    user_name: textKey(userName),
    external_id: externalId === undefined ? null : textKey(externalId),
    emails: emails.map(textKey),
    division_id: typeof divisionId === 'string' ? textKey(divisionId) : null,
    deleted: user.deleted ?? null,
    purge_after: user.purgeAfter ?? null,
    content: JSON.stringify(user),
  };
}

/** A page shows no more. */
export function toListedUser({ content }: { readonly content: string }): ListedUser {
  const { id, resource } = JSON.parse(content) as StoredUser;
  return { id, resource };
}

export function toStoredUser({ content }: { readonly content: string }): StoredUser {
  return JSON.parse(content) as StoredUser;
}
