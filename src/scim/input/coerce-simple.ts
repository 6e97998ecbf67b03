import type { Json } from '../../provisioning/resource.ts';
import type { AttributePath } from '../filter/ast.ts';
import type { Attribute } from '../schema/attribute.ts';
import { instantOf } from '../schema/instant.ts';
import { invalidValue } from './invalid-value.ts';

/**
 * A value of a simple type (RFC 7643 2.3), exactly as it was sent.
 * @throws {ScimError} 400 invalidValue
 */
export function coerceSimple(path: AttributePath, { type }: Attribute, value: unknown): Json {
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      throw invalidValue(path, 'true or false');
    case 'integer':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw invalidValue(path, 'an integer');
    case 'decimal':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw invalidValue(path, 'a number');
    case 'dateTime':
      if (typeof value === 'string' && instantOf(value) !== undefined) return value;
      throw invalidValue(path, 'a date such as "2030-01-31T00:00:00Z"');
    default:
      // A number is refused, not turned into text: beyond 2^53 the text would not be what was sent.
      if (typeof value === 'string') return value;
      throw invalidValue(path, 'a string');
  }
}
