import type { SCIMMY } from 'scimmy';
import type { Attribute } from './attribute.ts';

type Characteristics = Omit<Attribute, 'name' | 'type' | 'subAttributes'>;

const DEFAULTS: Characteristics = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  description: '',
  canonicalValues: [],
  referenceTypes: [],
};

/** An attribute with the defaults of RFC 7643 2.2, except for what is said. */
export function createAttribute(
  name: string,
  type: Attribute['type'],
  characteristics: Partial<Characteristics> = {},
  subAttributes: readonly Attribute[] = [],
): Attribute {
  return { name, type, ...DEFAULTS, ...characteristics, subAttributes: byName(subAttributes) };
}

/** Attributes by their lower-case name, in the order given. */
export function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}

/**
 * By path: where scimmy 1.3.5 differs from RFC 7643 (3: schemas; 3.1: id and meta, which no client can be required to
 * send), and where we do: 8.7.1 compares the ids of members, groups and managers without case, though `id` itself
 * compares exactly (3.1). Two users whose ids differ in case are two users.
 */
const CORRECTIONS: ReadonlyMap<string, Partial<Characteristics>> = new Map([
  ['schemas', { required: true, returned: 'always' }],
  ['id', { required: false, uniqueness: 'server' }],
  ['meta', { required: false }],
  ['meta.resourceType', { required: false }],
  ['meta.version', { caseExact: true }],
  ['groups.value', { caseExact: true }],
  ['members.value', { caseExact: true }],
  ['manager.value', { caseExact: true }],
] satisfies [string, Partial<Characteristics>][]);

/** Attributes of a scimmy definition as our own; the definition, of which the process has but one, stays as it is. */
export function attributesOf(definitions: readonly SCIMMY.Types.Attribute[]): ReadonlyMap<string, Attribute> {
  return byName(definitions.map((definition) => converted(definition, '')));
}

function converted(source: SCIMMY.Types.Attribute, prefix: string): Attribute {
  const { multiValued, required, caseExact, mutable, direction, returned, uniqueness, ...rest } =
    source.config;
  const path = `${prefix}${source.name}`;
  return createAttribute(
    source.name,
    source.type,
    {
      multiValued: multiValued === true,
      required: required === true,
      caseExact: caseExact === true,
      mutability: mutabilityOf(mutable, direction),
      returned: returned === 'always' ? 'always' : returned === false ? 'never' : 'default',
      uniqueness: uniqueness === 'server' || uniqueness === 'global' ? uniqueness : 'none',
      description: rest.description ?? '',
      canonicalValues: Array.isArray(rest.canonicalValues) ? rest.canonicalValues : [],
      referenceTypes: Array.isArray(rest.referenceTypes) ? rest.referenceTypes : [],
      ...CORRECTIONS.get(path),
    },
    source.subAttributes?.map((subAttribute) => converted(subAttribute, `${path}.`)),
  );
}

function mutabilityOf(mutable: boolean | string | undefined, direction: string | undefined) {
  if (mutable === 'immutable') return mutable;
  if (mutable === false) return 'readOnly';
  return direction === 'in' ? 'writeOnly' : 'readWrite';
}
