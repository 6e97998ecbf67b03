import { inexactSchemas } from '../dialects/bodies.ts';
import { extraOperationMember, opLetterCase, pathNull } from '../dialects/operations.ts';
import type { Findings } from '../input/findings.ts';
import { isPlainObject, membersOf } from '../input/plain-object.ts';
import { ScimError, type ScimType } from '../scim-error.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const MAX_OPERATIONS = 1000;
const MEMBERS = new Set(['op', 'path', 'value']);

export interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string | undefined;
  /** Undefined when the operation has none; null when it says null. */
  readonly value: unknown;
}

/**
 * The operations of a PATCH body (RFC 7644 3.5.2), their paths and values as sent.
 * @throws {ScimError} 400 invalidSyntax, invalidPath, invalidValue, noTarget, tooMany
 */
export function readOperations(body: unknown, findings: Findings): Operation[] {
  if (!isPlainObject(body)) throw refused('invalidSyntax', 'The body must be a JSON object.');
  const members = membersOf(body);
  if (!isPatchOp(members.get('schemas'))) findings.note(inexactSchemas);
  const operations = members.get('operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw refused('invalidSyntax', 'Operations must be a list of at least one operation.');
  }
  if (operations.length > MAX_OPERATIONS) {
    throw refused('tooMany', `A request may have at most ${MAX_OPERATIONS} operations.`);
  }
  return operations.map((operation) => readOperation(operation, findings));
}

function readOperation(operation: unknown, findings: Findings): Operation {
  if (!isPlainObject(operation)) throw refused('invalidSyntax', 'An operation must be a JSON object.');
  const members = membersOf(operation);
  if ([...members.keys()].some((name) => !MEMBERS.has(name))) findings.note(extraOperationMember);
  const op = readOp(members.get('op'), findings);
  const path = readPath(members.get('path'), findings);
  const value = members.get('value');
  if (op === 'remove' && path === undefined) throw refused('noTarget', 'A remove needs a path.');
  if (op !== 'remove' && value === undefined) throw refused('invalidValue', `A ${op} needs a value.`);
  return { op, path, value };
}

function readOp(op: unknown, findings: Findings): Operation['op'] {
  const name = typeof op === 'string' ? op.toLowerCase() : undefined;
  if (name !== 'add' && name !== 'replace' && name !== 'remove') {
    throw refused('invalidSyntax', 'op must be add, replace or remove.');
  }
  if (op !== name) findings.note(opLetterCase);
  return name;
}

function readPath(path: unknown, findings: Findings): string | undefined {
  if (path === null) findings.note(pathNull);
  if (path === undefined || path === null) return undefined;
  if (typeof path !== 'string') throw refused('invalidPath', 'path must be a string.');
  return path;
}

function isPatchOp(schemas: unknown): boolean {
  return Array.isArray(schemas) && schemas.length === 1 && schemas[0] === PATCH_OP;
}

function refused(scimType: ScimType, detail: string): ScimError {
  return new ScimError(400, scimType, detail);
}
