import type { Attribute } from '../schema/attribute.ts';

/**
 * Whether the attribute refers to a resource: members and manager. Its `value` says to which; $ref, display and type
 * are the server's to tell (RFC 7643 2.4, 4.2), so only `value` is read, kept and compared.
 */
export function isReference({ type, subAttributes }: Attribute): boolean {
  return type === 'complex' && subAttributes.has('value') && subAttributes.has('$ref');
}
