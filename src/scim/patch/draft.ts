import type { Json, Resource } from '../../provisioning/resource.ts';
import type { AttributePath } from '../filter/ast.ts';
import { assign, valueAt } from '../input/assign.ts';
import { schemasOf } from '../input/schemas-of.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { sameValue } from './same-value.ts';
import { Values } from './values.ts';
import { Work } from './work.ts';

/** A resource while it changes. The one it began with is not touched, and only what is named is ever copied. */
export class Draft {
  readonly #schema: ResourceSchema;
  readonly #before: Resource;
  readonly #after: Resource;
  readonly #assigned = new Map<string, AttributePath>();
  readonly #values = new Map<string, { readonly path: AttributePath; readonly values: Values }>();
  readonly #work = new Work();

  constructor(schema: ResourceSchema, before: Resource) {
    this.#schema = schema;
    this.#before = before;
    this.#after = { ...before };
  }

  /** Of a single-valued attribute, or a sub-attribute of one. */
  assign(path: AttributePath, value: Json | undefined): void {
    this.#assigned.set(placeOf(path), path);
    assign(this.#after, path, value);
  }

  /** Of a multi-valued attribute, to be changed in place. */
  values(path: AttributePath): Values {
    const known = this.#values.get(placeOf(path));
    if (known) return known.values;
    const values = new Values(path, valueAt(this.#before, path), this.#work);
    this.#values.set(placeOf(path), { path, values });
    return values;
  }

  /** The very resource it began with when there is nothing to write. */
  result(): Resource {
    const result = { ...this.#before };
    let changed = false;
    for (const path of this.#assigned.values()) {
      const after = valueAt(this.#after, path);
      if (sameValue(path.attribute, valueAt(this.#before, path), after)) continue;
      assign(result, whole(path), after);
      changed = true;
    }
    for (const { path, values } of this.#values.values()) {
      if (values.isUnchanged()) continue;
      assign(result, whole(path), values.list());
      changed = true;
    }
    if (!changed) return this.#before;
    return { ...result, schemas: schemasOf(this.#schema, result) };
  }
}

function placeOf({ extension, attribute }: AttributePath): string {
  return `${extension ?? ''} ${attribute.name}`;
}

function whole(path: AttributePath): AttributePath {
  return { ...path, subAttribute: undefined };
}
