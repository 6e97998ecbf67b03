import type { Json, Resource } from '../provisioning/resource.ts';
import { originalUserName } from './dialects.ts';

/**
 * The resource with the names that its person had before Entra's soft delete (32 hex digits before the UPN): the
 * account keeps its name, so that a restored person finds it and nobody else's account is taken for it.
 */
export function undoSoftDeleteRename(resource: Resource): Resource {
  const { userName, emails } = resource;
  const changes: Resource = {};
  const original = typeof userName === 'string' ? originalUserName(userName) : undefined;
  if (original !== undefined) changes.userName = original;
  if (Array.isArray(emails) && emails.some((email) => originalEmail(email) !== undefined)) {
    changes.emails = emails.map((email) => ({ ...(email as object), ...originalEmail(email) }));
  }
  return Object.keys(changes).length === 0 ? resource : { ...resource, ...changes };
}

function originalEmail(email: Json): { value: string } | undefined {
  if (typeof email !== 'object' || email === null || Array.isArray(email)) return undefined;
  const value = typeof email.value === 'string' ? originalUserName(email.value) : undefined;
  return value === undefined ? undefined : { value };
}
