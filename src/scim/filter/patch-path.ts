import type { ResourceSchema } from '../schema/attribute.ts';
import { resolveName } from '../schema/resolve.ts';
import { ScimError } from '../scim-error.ts';
import type { PatchPath } from './ast.ts';
import { isAttributeName } from './attribute-name.ts';
import { bracketed, scopeInside, subName } from './parse.ts';
import { TokenCursor } from './token-cursor.ts';

const MAX_LENGTH = 4096;

/**
 * The path of a PATCH operation (RFC 7644 3.5.2) or a key of its path-less value: `attr`, `attr.sub`, `attr[filter]`,
 * `attr[filter].sub`, each also after a URN, or a URN alone.
 * @throws {ScimError} 400 invalidPath when it is malformed, 400 invalidFilter when what stands in its brackets is
 */
export function parsePatchPath(text: string, schema: ResourceSchema): PatchPath {
  if (text.length > MAX_LENGTH) throw invalidPath(`it is longer than ${MAX_LENGTH} characters`);
  const bracket = text.indexOf('[');
  const name = (bracket < 0 ? text : text.slice(0, bracket)).trim();
  if (!isAttributeName(name)) throw invalidPath('expected an attribute name');
  const resolved = resolveName(name, schema);
  if (bracket < 0) return resolved ?? { kind: 'unknown', text };

  if (resolved?.kind === 'extension') throw invalidPath('an extension has no values to choose from');
  const path = resolved?.path;
  const chosenFrom = path?.subAttribute ?? path?.attribute;
  if (chosenFrom && chosenFrom.type !== 'complex') {
    throw invalidPath(`${chosenFrom.name} has no sub-attributes to choose a value by`);
  }
  const cursor = new TokenCursor(text, bracket);
  const filter = bracketed(cursor, scopeInside(chosenFrom));
  const sub = subName(cursor);
  cursor.takeEnd();
  const subAttribute = chosenFrom?.subAttributes.get(sub ?? '');
  const isKnown = path !== undefined && (sub === undefined || subAttribute !== undefined);
  return isKnown ? { kind: 'values', path, filter, subAttribute } : { kind: 'unknown', text };
}

function invalidPath(problem: string): ScimError {
  return new ScimError(400, 'invalidPath', `The path is not valid: ${problem}.`);
}
