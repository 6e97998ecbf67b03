import type { Json } from '../../provisioning/resource.ts';
import type { AttributePath, Filter } from '../filter/ast.ts';

/** What sub-attributes become; undefined takes the sub-attribute away. */
export type SubValues = ReadonlyMap<string, Json | undefined>;

/**
 * One change of one attribute, all that can be said of it without the resource: names resolved, values coerced.
 * `assign` is for single-valued attributes and their sub-attributes, the others are for multi-valued ones.
 */
export type Instruction = { readonly path: AttributePath } & (
  | { readonly kind: 'assign'; readonly value: Json | undefined }
  | { readonly kind: 'add' | 'replace' | 'remove'; readonly values: readonly Json[] }
  | { readonly kind: 'removeAll' }
  | { readonly kind: 'removeWhere'; readonly filter: Filter }
  /** `attr[filter]` becomes `value`; noTarget where nothing matches. */
  | { readonly kind: 'replaceWhere'; readonly filter: Filter; readonly value: Json }
  /** `attr[filter].sub`; without a filter it means every value. Creates the value where nothing matches. */
  | { readonly kind: 'changeWhere'; readonly filter: Filter | undefined; readonly changes: SubValues }
);
