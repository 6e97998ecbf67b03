import type { Attribute, ResourceSchema } from './attribute.ts';

/** Every path that the schema knows, as an admin would write it: the names that counters may carry. */
export function* attributePaths(schema: ResourceSchema): Generator<string> {
  yield* pathsOf(schema.attributes, '');
  for (const { urn, attributes } of schema.extensions.values()) {
    yield urn;
    yield* pathsOf(attributes, `${urn}:`);
  }
}

function* pathsOf(attributes: ReadonlyMap<string, Attribute>, prefix: string): Generator<string> {
  for (const { name, subAttributes } of attributes.values()) {
    yield prefix + name;
    yield* pathsOf(subAttributes, `${prefix}${name}.`);
  }
}
