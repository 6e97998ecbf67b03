import { foldCase } from './fold-case.ts';
import { SEPARATOR, sortableText } from './sortable-text.ts';
import type { Document, StoredUser } from './store.ts';
import type { TextAttribute } from './user-condition.ts';

/**
 * A row of user_attributes: what conditions ask of a live user, in a table so narrow that a million of them can be gone
 * through. Null: the user has no such attribute.
 */
export type UserAttributes = {
  readonly [attribute in TextAttribute as (typeof COLUMNS)[attribute]]: string | null;
} & {
  /** Sortable, folded, each once, each between two separators. */
  readonly emails: string;
  readonly active: boolean | null;
  /** Milliseconds since 1970. */
  readonly last_modified: number | null;
  readonly division_id: string | null;
};

export const COLUMNS = {
  id: 'id',
  userName: 'user_name',
  externalId: 'external_id',
  displayName: 'display_name',
  givenName: 'given_name',
  familyName: 'family_name',
  formattedName: 'formatted_name',
} as const satisfies Record<TextAttribute, string>;

const EXACT: ReadonlySet<TextAttribute> = new Set(['id', 'externalId']);

/** Read off the resource, and not off the keys: those have userNames as Qualtrics sees them. */
export function attributesOf({ id, resource, record }: StoredUser): UserAttributes {
  const name = documentIn(resource.name);
  const { lastModified } = documentIn(resource.meta);
  return {
    id: keyOf('id', id),
    user_name: keyIn('userName', resource.userName),
    external_id: keyIn('externalId', resource.externalId),
    display_name: keyIn('displayName', resource.displayName),
    given_name: keyIn('givenName', name.givenName),
    family_name: keyIn('familyName', name.familyName),
    formatted_name: keyIn('formattedName', name.formatted),
    emails: emailsIn(resource.emails),
    active: typeof resource.active === 'boolean' ? resource.active : null,
    last_modified: typeof lastModified === 'string' ? Date.parse(lastModified) : null,
    division_id: typeof record.divisionId === 'string' ? sortableText(record.divisionId) : null,
  };
}

/** What a text of that attribute is compared as. */
export function keyOf(attribute: TextAttribute | 'email', text: string): string {
  return sortableText(attribute !== 'email' && EXACT.has(attribute) ? text : foldCase(text));
}

function keyIn(attribute: TextAttribute, value: unknown): string | null {
  return typeof value === 'string' ? keyOf(attribute, value) : null;
}

function emailsIn(emails: unknown): string {
  const values = (Array.isArray(emails) ? emails : []).map((email) => documentIn(email).value);
  const keys = values.filter((value) => typeof value === 'string').map((value) => keyOf('email', value));
  return SEPARATOR + [...new Set(keys)].map((key) => key + SEPARATOR).join('');
}

function documentIn(value: unknown): Document {
  return typeof value === 'object' && value !== null ? (value as Document) : {};
}
