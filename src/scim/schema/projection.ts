import type { Json, Resource } from '../../provisioning/resource.ts';
import { ScimError } from '../scim-error.ts';
import type { ResourceSchema } from './attribute.ts';
import { resolveName } from './resolve.ts';

/** Names as the schema spells them, extension attributes under their URN; the sub-attributes of a name in a Map. */
type Selection = Map<string, Selection | 'whole'>;

/** What a client wants to see of a resource (RFC 7644 3.9). */
export interface Projection {
  readonly kind: 'everything' | 'only' | 'without';
  readonly names: ReadonlyMap<string, Selection | 'whole'>;
  /** Whether anything of that attribute (or extension, by its URN) is wanted: if not, it need not be read. */
  wants(attribute: string): boolean;
}

/** The query parameters, repeated or not; in the body of a POST .search they are lists. */
export interface ProjectionParameters {
  readonly attributes?: string | readonly string[] | undefined;
  readonly excludedAttributes?: string | readonly string[] | undefined;
}

const MAX_LENGTH = 4096;
const EVERYTHING: Projection = { kind: 'everything', names: new Map(), wants: () => true };

/**
 * Names in any case, after a URN or not, with a sub-attribute or not; unknown ones are ignored. What is always
 * returned (id, schemas) cannot be left out, what never is (password) cannot be asked for.
 * @throws {ScimError} 400 invalidValue when both parameters are given or one is too long
 */
export function parseProjection(parameters: ProjectionParameters, schema: ResourceSchema): Projection {
  const attributes = namesIn(parameters.attributes);
  const excluded = namesIn(parameters.excludedAttributes);
  if (attributes.length > 0 && excluded.length > 0) {
    throw new ScimError(400, 'invalidValue', 'Give attributes or excludedAttributes, not both.');
  }
  if (attributes.length > 0) {
    const always = [...schema.attributes.values()].filter(({ returned }) => returned === 'always');
    const names = selectionOf([...attributes, ...always.map(({ name }) => name)], 'never', schema);
    return { kind: 'only', names, wants: (attribute) => names.has(attribute) };
  }
  if (excluded.length > 0) {
    const names = selectionOf(excluded, 'always', schema);
    return { kind: 'without', names, wants: (attribute) => names.get(attribute) !== 'whole' };
  }
  return EVERYTHING;
}

/** The part of the resource that the projection asks for; the very resource when that is everything. */
export function project(resource: Resource, projection: Projection): Resource {
  return projection.kind === 'everything' ? resource : reduced(resource, projection.kind, projection.names);
}

function namesIn(parameter: string | readonly string[] | undefined): string[] {
  const text = [parameter ?? []].flat().join(',');
  if (text.length > MAX_LENGTH) {
    throw new ScimError(400, 'invalidValue', `A list of attributes is limited to ${MAX_LENGTH} characters.`);
  }
  return text.split(',').flatMap((name) => name.trim() || []);
}

function selectionOf(
  names: readonly string[],
  except: 'always' | 'never',
  schema: ResourceSchema,
): Selection {
  const selection: Selection = new Map();
  for (const name of names) {
    const resolved = resolveName(name, schema);
    if (resolved?.kind === 'extension') select(selection, [resolved.extension.urn]);
    if (resolved?.kind === 'attribute' && resolved.path.attribute.returned !== except) {
      const { extension, attribute, subAttribute } = resolved.path;
      select(selection, [extension ?? [], attribute.name, subAttribute?.name ?? []].flat());
    }
  }
  return selection;
}

function select(selection: Selection, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return;
  const selected = selection.get(name);
  if (selected === 'whole') return;
  if (rest.length === 0) {
    selection.set(name, 'whole');
  } else {
    const inner: Selection = selected ?? new Map();
    selection.set(name, inner);
    select(inner, rest);
  }
}

function reduced(object: Resource, kind: 'only' | 'without', names: Projection['names']): Resource {
  const result: Resource = {};
  for (const [name, value] of Object.entries(object)) {
    const named = names.get(name);
    if (named instanceof Map) {
      const part = partOf(value, kind, named);
      if (part !== undefined) result[name] = part;
    } else if ((named === 'whole') === (kind === 'only')) {
      result[name] = value;
    }
  }
  return result;
}

/** Undefined when nothing is left: an empty object or list is no value (RFC 7643 2.5). */
function partOf(value: Json, kind: 'only' | 'without', names: Selection): Json | undefined {
  if (Array.isArray(value)) {
    const parts = value.flatMap((element) => partOf(element, kind, names) ?? []);
    return parts.length > 0 ? parts : undefined;
  }
  if (typeof value !== 'object' || value === null) return value;
  const part = reduced(value, kind, names);
  return Object.keys(part).length > 0 ? part : undefined;
}
