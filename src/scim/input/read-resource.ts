// body of POST or PUT -> values-named.ts (names) -> coerce-value.ts (values) -> Resource
// PATCH takes the same two steps, see patch/read-instructions.ts.

import type { Resource } from '../../provisioning/resource.ts';
import { inexactSchemas } from '../dialects/bodies.ts';
import type { ResourceSchema } from '../schema/attribute.ts';
import { ScimError } from '../scim-error.ts';
import { assign } from './assign.ts';
import { coerceValue } from './coerce-value.ts';
import { Findings } from './findings.ts';
import { pathText } from './named-attribute.ts';
import { isPlainObject, membersOf } from './plain-object.ts';
import { schemasOf } from './schemas-of.ts';
import { valuesNamed } from './values-named.ts';

export interface ResourceInput {
  /** What the body says, without null, "", [], id, meta and password; `schemas` computed. */
  readonly resource: Resource;
  /**
   * Paths sent as null, "" or [], as the schema spells them: `title`, `name.middleName`, `emails`, `URN:department`.
   * On a PUT such a value is to go; what is in neither place was left out.
   */
  readonly cleared: string[];
  /** Paths that no schema knows. */
  readonly ignored: string[];
  /** Ids of dialects (src/scim/dialects.ts). */
  readonly repairs: string[];
  readonly password: string | undefined;
}

/**
 * The body of a POST or PUT (RFC 7644 3.3, 3.5.1), already parsed from JSON and not trusted.
 * @throws {ScimError} 400 invalidSyntax, invalidValue or mutability
 */
export function readResource(schema: ResourceSchema, body: unknown): ResourceInput {
  if (!isPlainObject(body)) throw new ScimError(400, 'invalidSyntax', 'The body must be a JSON object.');
  const findings = new Findings();
  if (!areExact(membersOf(body).get('schemas'), schema)) findings.note(inexactSchemas);

  const resource: Resource = {};
  const cleared = new Set<string>();
  let password: string | undefined;
  const values = Object.entries(body).flatMap(([name, raw]) => valuesNamed(schema, name, raw, findings));
  for (const [path, raw] of values) {
    if (path.attribute.multiValued && path.subAttribute) {
      findings.ignore(pathText(path));
      continue;
    }
    const value = coerceValue(path, raw, findings);
    if (path.attribute.mutability === 'writeOnly') {
      password = typeof value === 'string' ? value : undefined;
      continue;
    }
    assign(resource, path, value);
    if (value === undefined || (Array.isArray(value) && value.length === 0)) cleared.add(pathText(path));
    else cleared.delete(pathText(path));
  }
  requireAll(schema, resource);
  return {
    resource: { schemas: schemasOf(schema, resource), ...resource },
    cleared: [...cleared],
    ignored: findings.ignored,
    repairs: findings.repairs,
    password,
  };
}

function requireAll(schema: ResourceSchema, resource: Resource): void {
  for (const { name, required } of schema.attributes.values()) {
    if (required && name !== 'schemas' && resource[name] === undefined) {
      throw new ScimError(400, 'invalidValue', `${name} is required.`);
    }
  }
}

function areExact(schemas: unknown, schema: ResourceSchema): boolean {
  if (!Array.isArray(schemas)) return false;
  const urns = new Set(schemas.map((urn) => (typeof urn === 'string' ? urn.toLowerCase() : undefined)));
  const core = schema.urn.toLowerCase();
  return (
    urns.size === schemas.length &&
    urns.has(core) &&
    [...urns].every((urn) => urn === core || (urn !== undefined && schema.extensions.has(urn)))
  );
}
