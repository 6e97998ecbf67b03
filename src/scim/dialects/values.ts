import type { Attribute } from '../schema/attribute.ts';
import type { ValueDialect } from './dialect.ts';

const BOOLEANS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

const loneValue: ValueDialect = {
  id: 'lone-value',
  idp: 'Entra ID',
  sends: 'One object or one string where the schema has a list: {"path": "members", "value": "2819c223"}.',
  reason: 'A list of one. Stored raw it would be no list; refused, the member would be missing.',
  provenBy: [
    'patch-members-add-object',
    'patch-members-add-string',
    'patch-object-for-multi',
    'entra-54-group-add-member-string-value',
  ],
  applies: (_, value) => value !== undefined && value !== '' && !Array.isArray(value),
  repair: (value) => [value],
};

const listOfOne: ValueDialect = {
  id: 'list-of-one',
  idp: 'Entra ID',
  sends: 'A list of one where the schema has a single value: manager as [{"value": "..."}].',
  reason: 'Its only element; an empty list is no value.',
  provenBy: ['patch-manager-array', 'patch-manager-without-urn'],
  applies: ({ multiValued }, value) => !multiValued && Array.isArray(value) && value.length <= 1,
  repair: (value) => (Array.isArray(value) ? value[0] : value),
};

export const nullValue: ValueDialect = {
  id: 'null-value',
  idp: 'Entra ID, Okta, Keycloak extensions',
  sends:
    'null for what has no value, at every level: "$ref": null in members, "phoneNumbers": null in a POST.',
  reason: 'Unassigned (RFC 7643 2.5). It is never stored.',
  provenBy: [
    'patch-title-null',
    'patch-multi-null',
    'patch-members-remove-null',
    'patch-members-remove-ref-null',
    'patch-manager-ref-null',
    'entra-12-create-user-nulls',
    'entra-52-group-add-member',
    'other-12-keycloak-extension-remove-null',
  ],
  applies: (_, value) => value === null,
  repair: () => undefined,
};

const emptyText: ValueDialect = {
  id: 'empty-text',
  idp: 'Okta',
  sends: '"" for an attribute of the app profile that is empty or was cleared.',
  reason:
    'No value, as null is. Not for booleans and not for a whole list: nobody empties a group by "", and "" is neither true nor false.',
  provenBy: [
    'patch-replace-with-empty-string',
    'patch-manager-empty-string',
    'okta-17-put-empty-and-null-values',
  ],
  applies: ({ type }, value) => value === '' && type !== 'boolean',
  repair: () => undefined,
};

const textForComplex: ValueDialect = {
  id: 'text-for-complex',
  idp: 'Entra ID',
  sends: 'The id of the manager or of a member as a plain string.',
  reason:
    'The `value` of the complex attribute. Entra ID reads manager.value back and sends it again until it is right.',
  provenBy: [
    'patch-manager-string',
    'patch-manager-string-in-object',
    'patch-members-add-string',
    'entra-34-patch-manager-string',
  ],
  applies: ({ subAttributes }, value) => typeof value === 'string' && subAttributes.has('value'),
  repair: (value) => ({ value }),
};

const booleanText: ValueDialect = {
  id: 'boolean-text',
  idp: 'Entra ID',
  sends: '"True" and "False", also for active: the default form of a deactivation.',
  reason: 'The boolean. Refused, the leaver would stay enabled.',
  provenBy: [
    'patch-active-string-False',
    'patch-active-op-Add-string',
    'patch-primary-string-True',
    'entra-13-create-user-string-active',
    'entra-22-patch-disable-string-False',
  ],
  applies: ({ type }, value) =>
    type === 'boolean' && typeof value === 'string' && BOOLEANS.has(value.toLowerCase()),
  repair: (value) => BOOLEANS.get(String(value).toLowerCase()),
};

const roleAsJson: ValueDialect = {
  id: 'role-as-json',
  idp: 'Entra ID (AppRoleAssignmentsComplex)',
  sends: 'A role whose value is a JSON text: {"value": "{\\"id\\":\\"...\\",\\"value\\":\\"Author\\"}"}.',
  reason:
    'Kept to the letter. Taken apart, Entra ID would not find its value again and would add it in every cycle.',
  provenBy: ['patch-roles-json-string'],
  applies: ({ name }, value) =>
    name === 'roles' && isObject(value) && typeof value.value === 'string' && value.value.startsWith('{'),
  repair: (value) => value,
};

/** For the whole of a multi-valued attribute. */
export const listDialects: readonly ValueDialect[] = [nullValue, loneValue];
/** For a single-valued attribute, or one value of a multi-valued one; in this order. */
export const valueDialects: readonly ValueDialect[] = [
  listOfOne,
  nullValue,
  emptyText,
  textForComplex,
  booleanText,
  roleAsJson,
];

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

/** The value, repaired by each dialect that applies to it; `applied` hears of these. */
export function repaired(
  dialects: readonly ValueDialect[],
  attribute: Attribute,
  value: unknown,
  applied: (dialect: ValueDialect) => void,
): unknown {
  let result = value;
  for (const dialect of dialects) {
    if (!dialect.applies(attribute, result)) continue;
    applied(dialect);
    result = dialect.repair(result);
  }
  return result;
}
