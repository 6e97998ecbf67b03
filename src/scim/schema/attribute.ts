// scimmy's definitions -> catalogue.ts -> user-schema.ts, group-schema.ts -> ResourceSchema, the one thing that the
// rest asks: resolve.ts (which attribute does this name mean?), projection.ts (what does the client want to see?),
// discovery.ts (what do /Schemas and /ResourceTypes say?). Shapes in this file, no behaviour.

/** What RFC 7643 section 7 says of an attribute, with names looked up in lower case. */
export interface Attribute {
  /** As the schema spells it. */
  readonly name: string;
  readonly type:
    | 'string'
    | 'boolean'
    | 'decimal'
    | 'integer'
    | 'dateTime'
    | 'reference'
    | 'binary'
    | 'complex';
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  readonly returned: 'always' | 'never' | 'default' | 'request';
  readonly uniqueness: 'none' | 'server' | 'global';
  readonly description: string;
  /** Suggestions for a client to show (RFC 7643 section 7); any other value is as good. */
  readonly canonicalValues: readonly string[];
  /** What a `reference` may point to; empty for the other types. */
  readonly referenceTypes: readonly string[];
  /** By lower-case name; empty unless complex. A Map, so that no inherited name can be reached. */
  readonly subAttributes: ReadonlyMap<string, Attribute>;
}

/** An extension of a resource type: its attributes live under its URN in the resource. */
export interface Extension {
  readonly urn: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

/** A resource type with everything that a path, a filter or a body may name. */
export interface ResourceSchema {
  readonly resourceType: 'User' | 'Group';
  readonly urn: string;
  readonly description: string;
  /** Core and common attributes (id, externalId, schemas, meta) by lower-case name. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** By lower-case URN. */
  readonly extensions: ReadonlyMap<string, Extension>;
}
