import { readFileSync } from 'node:fs';
import type { Resource } from '../../../src/provisioning/resource.ts';
import type { Attribute, Extension, ResourceSchema } from '../../../src/scim/schema/attribute.ts';
import { byName, createAttribute } from '../../../src/scim/schema/catalogue.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

export interface FilterVector {
  readonly id: string;
  readonly filter: string;
  readonly spec: string;
  readonly resourceType: 'User' | 'Group';
  readonly matches?: readonly string[];
  readonly optional?: readonly string[];
  readonly error?: string;
  readonly orError?: string;
  readonly core?: boolean;
  readonly level?: 'lookup';
  readonly maxMs?: number;
  readonly hostile?: boolean;
}

interface VectorFile {
  readonly extension: { id: string; attributes: { name: string; type: Attribute['type'] }[] };
  readonly fixtures: (Resource & { id: string; meta: { resourceType: string } })[];
  readonly cases: (FilterVector & { repeat?: Record<string, [string, number]> })[];
}

const file: VectorFile = JSON.parse(
  readFileSync(new URL('../../vectors/filter.json', import.meta.url), 'utf8'),
);

/** The made-up extension of the vectors: an integer, a decimal, a date and a boolean. */
const lab: Extension = {
  urn: file.extension.id,
  name: 'Lab',
  description: 'Numbers, dates and booleans',
  attributes: byName(file.extension.attributes.map(({ name, type }) => createAttribute(name, type))),
};

export const labUrn = lab.urn;

const user = createUserSchema();

export const schemas: Record<'User' | 'Group', ResourceSchema> = {
  User: { ...user, extensions: new Map([...user.extensions, [lab.urn.toLowerCase(), lab]]) },
  Group: createGroupSchema(),
};

export const fixtures = file.fixtures;

export const vectors: readonly FilterVector[] = file.cases.map(({ repeat, ...vector }) => ({
  ...vector,
  filter: Object.entries(repeat ?? {}).reduce(
    (filter, [mark, [text, times]]) => filter.replace(mark, () => text.repeat(times)),
    vector.filter,
  ),
}));
