import type { Json, Resource } from '../provisioning/resource.ts';
import { originalUserName } from './dialects.ts';

/**
 * The resource with the names that its person had before Entra's soft delete (32 hex digits before the UPN): the
 * account keeps its name, so that a restored person finds it and nobody else's account is taken for it. Names that the
 * account has already are what they are.
 */
export function undoSoftDeleteRename(resource: Resource, current: Resource = {}): Resource {
  const { userName, emails } = resource;
  const changes: Resource = {};
  const original = userName === current.userName ? undefined : originalOf(userName);
  if (original !== undefined) changes.userName = original;
  if (Array.isArray(emails)) {
    const held = valuesOf(current.emails);
    const restored = emails.map((email) => restoredEmail(email, held));
    if (restored.some((email, index) => email !== emails[index])) changes.emails = restored;
  }
  return Object.keys(changes).length === 0 ? resource : { ...resource, ...changes };
}

function restoredEmail(email: Json, held: ReadonlySet<Json | undefined>): Json {
  if (typeof email !== 'object' || email === null || Array.isArray(email)) return email;
  const value = held.has(email.value) ? undefined : originalOf(email.value);
  return value === undefined ? email : { ...email, value };
}

function valuesOf(emails: Json | undefined): Set<Json | undefined> {
  const list = Array.isArray(emails) ? emails : [];
  return new Set(list.map((email) => (email as { value?: Json } | null)?.value));
}

function originalOf(name: Json | undefined): string | undefined {
  return typeof name === 'string' ? originalUserName(name) : undefined;
}
