import type { Attribute, Extension } from '../schema/attribute.ts';

/**
 * An attribute that a filter or a PATCH path names, resolved against the schema once. `extension` is the URN under
 * which the value lives, in the schema's spelling. Names no schema knows never become one.
 */
export interface AttributePath {
  readonly extension: string | undefined;
  readonly attribute: Attribute;
  readonly subAttribute: Attribute | undefined;
}

export type ComparisonOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;

/** RFC 7644 3.4.2.2 as a tree. In a `values` node the inner paths are relative to one value of `path`. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }
  | { readonly kind: 'not'; readonly term: Filter }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: ComparisonOperator;
      readonly literal: Literal;
    }
  | { readonly kind: 'values'; readonly path: AttributePath; readonly filter: Filter }
  /** A well-formed name that no schema knows: matches nothing. */
  | { readonly kind: 'nothing' };

/** A PATCH path (RFC 7644 3.5.2) or a key of a path-less value, resolved. */
export type PatchPath =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | {
      readonly kind: 'values';
      readonly path: AttributePath;
      readonly filter: Filter;
      readonly subAttribute: Attribute | undefined;
    }
  | { readonly kind: 'extension'; readonly extension: Extension }
  /** Well-formed, but no schema knows it: ignored and reported. */
  | { readonly kind: 'unknown'; readonly text: string };
