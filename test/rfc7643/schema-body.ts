/** What /Schemas says of an attribute (RFC 7643 section 7). */
export interface AttributeBody {
  readonly name: string;
  readonly type: string;
  readonly multiValued: boolean;
  readonly description: string;
  readonly required: boolean;
  readonly mutability: string;
  readonly returned: string;
  readonly caseExact?: boolean;
  readonly uniqueness?: string;
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly AttributeBody[];
}

export interface SchemaBody {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly AttributeBody[];
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** Every resource has these and no schema lists them (RFC 7643 3.1). */
const COMMON: readonly AttributeBody[] = [
  attribute('schemas', { type: 'reference', multiValued: true }),
  attribute('id', { type: 'string' }),
  attribute('externalId', { type: 'string' }),
  attribute('meta', {
    type: 'complex',
    subAttributes: [
      attribute('resourceType', { type: 'string' }),
      attribute('created', { type: 'dateTime' }),
      attribute('lastModified', { type: 'dateTime' }),
      attribute('location', { type: 'reference' }),
      attribute('version', { type: 'string' }),
    ],
  }),
];

function attribute(name: string, rest: Partial<AttributeBody>): AttributeBody {
  const common = { description: name, required: false, mutability: 'readOnly', returned: 'default' };
  return { name, type: 'string', multiValued: false, ...common, ...rest };
}

/** How a resource differs from what the schemas say of its kind, as sentences; none when it does not. */
export function faultsIn(
  resource: Readonly<Record<string, unknown>>,
  core: SchemaBody,
  extensions: readonly SchemaBody[],
): string[] {
  const urns = new Map(extensions.map(({ id, attributes }) => [id, attributes]));
  return Object.entries(resource).flatMap(([name, value]) => {
    const extension = urns.get(name);
    if (extension) return faultsOfObject(name, value, extension);
    return faultsOfObject('', { [name]: value }, [...COMMON, ...core.attributes]);
  });
}

function faultsOfObject(place: string, value: unknown, attributes: readonly AttributeBody[]): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${place} is no object`];
  return Object.entries(value).flatMap(([name, each]) => {
    const known = attributes.find((one) => one.name === name);
    const where = place === '' ? name : `${place}.${name}`;
    if (!known) return [`${where} is in no schema`];
    if (known.returned === 'never') return [`${where} is never to be returned`];
    return faultsOfAttribute(where, each, known);
  });
}

function faultsOfAttribute(where: string, value: unknown, known: AttributeBody): string[] {
  if (!known.multiValued) return faultsOfValue(where, value, known);
  if (!Array.isArray(value) || value.length === 0) return [`${where} is no list with values`];
  return value.flatMap((each) => faultsOfValue(where, each, known));
}

function faultsOfValue(where: string, value: unknown, { type, subAttributes = [] }: AttributeBody): string[] {
  // Of `permissions` no parts are described: their names are Qualtrics' own.
  if (type === 'complex')
    return subAttributes.length === 0 ? [] : faultsOfObject(where, value, subAttributes);
  return hasType(value, type) ? [] : [`${where} is no ${type}`];
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number';
    case 'dateTime':
      return typeof value === 'string' && INSTANT.test(value);
    default:
      return typeof value === 'string' && value !== '';
  }
}
