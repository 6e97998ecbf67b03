import type { Json } from '../../provisioning/resource.ts';

/** A JSON object as it was parsed: its own keys may be anything, `__proto__` too. */
export type PlainObject = { readonly [key: string]: unknown };

export function isPlainObject(value: Json | undefined): value is { [key: string]: Json };
export function isPlainObject(value: unknown): value is PlainObject;
export function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members by lower-case name (RFC 7643 2.1), for look-ups that reach no inherited name. */
export function membersOf(object: PlainObject): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
}
