import { isDeepStrictEqual } from 'node:util';
import type { UserRecord } from '../qualtrics/records.ts';
import { foldCase } from '../store/fold-case.ts';
import type { StoredUser, UserKeys } from '../store/store.ts';
import { renderUser } from './mapping/render-user.ts';
import { object } from './mapping/user-mapping.ts';
import type { Resource } from './resource.ts';
import type { UserContext } from './user-context.ts';

/** What an entry is made by; nobody is asked. */
type Rules = Pick<UserContext, 'mapping' | 'settings'>;

/**
 * The index entry of a live user: what it was before (if it was), the record as just seen, and what the IdP sent. The
 * same object when nothing differs, so that a read costs no write. A deletion mark goes.
 */
export function indexUser(
  context: Rules,
  before: StoredUser | undefined,
  record: UserRecord,
  kept: Resource,
  now: Date = new Date(),
): StoredUser {
  // The permissions tree is by far the largest part of a record; whoever wants it reads the user.
  const { permissions: _permissions, ...lean } = record;
  const rendered = renderUser(context.mapping, lean, kept);
  const { meta: _meta, ...shownBefore } = (before?.resource ?? {}) as Resource;
  if (
    before &&
    before.deleted === undefined &&
    isDeepStrictEqual(shownBefore, rendered) &&
    isDeepStrictEqual(before.kept, kept)
  ) {
    return isDeepStrictEqual(before.record, lean) ? before : { ...before, record: { ...lean } };
  }
  const lastModified = now.toISOString();
  // A listing does not tell the date, so it may come later than the entry.
  const created = record.accountCreationDate ?? before?.created ?? lastModified;
  return {
    id: record.id,
    resource: { ...rendered, meta: { resourceType: 'User', created, lastModified } },
    record: { ...lean },
    kept,
    keys: keysOf(context, record, rendered),
    created,
    lastModified,
  };
}

/** userName and e-mails compare without regard to case (RFC 7643 4.1.1), externalId exactly. */
function keysOf(context: Rules, record: UserRecord, resource: Resource): UserKeys {
  const emails = Array.isArray(resource.emails) ? resource.emails : [];
  const values = emails.map((email) => object(email)?.value).filter((value) => typeof value === 'string');
  return {
    userName: userNameKey(context, record.username),
    ...(typeof resource.externalId === 'string' && { externalId: resource.externalId }),
    emails: [...new Set(values.map(foldCase))],
  };
}

/** What look-ups by userName compare with: an account has one, with and without the suffix that SSO brands add. */
export function userNameKey(context: Rules, userName: string): string {
  return foldCase(context.settings.usernames.toScim(userName));
}
