import type { Json } from '../../provisioning/resource.ts';
import { isPlainObject } from '../input/plain-object.ts';
import { withoutPrimary } from '../input/primary.ts';
import { isReference } from '../input/reference.ts';
import type { Attribute } from '../schema/attribute.ts';

/**
 * What makes a value of a multi-valued attribute the one it is: a member is who it refers to, anything else is all it
 * says but for `primary`. Two with the same identity are one value (RFC 7644 3.5.2.1: not added twice).
 */
export function identityOf(attribute: Attribute, value: Json): string {
  const referred = isReference(attribute) ? referredBy(value) : undefined;
  return typeof referred === 'string' ? referred : textOf(withoutPrimary(value));
}

/** Whether there is nothing to write: order, null and empty values make no difference. */
export function sameValue(attribute: Attribute, a: Json | undefined, b: Json | undefined): boolean {
  if (isReference(attribute) && referredBy(a) !== undefined) return referredBy(a) === referredBy(b);
  return textOf(a) === textOf(b);
}

function textOf(value: Json | undefined): string {
  return JSON.stringify(normal(value ?? null)) ?? '';
}

/** Without what is no value, in an order that does not depend on how it was written. */
function normal(value: Json): Json | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const values = value.map(normal).filter((item) => item !== undefined);
    return values.length === 0 ? undefined : values.map((item) => JSON.stringify(item)).sort();
  }
  const members = Object.entries(value)
    .map(([name, member]) => [name, normal(member)] as const)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return members.length === 0 ? undefined : members.flatMap(([name, member]) => [name, member ?? null]);
}

function referredBy(value: Json | undefined): Json | undefined {
  return isPlainObject(value) ? value.value : undefined;
}
