import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Json, Resource } from '../../../src/provisioning/resource.ts';
import { createGroupSchema } from '../../../src/scim/schema/group-schema.ts';
import { createUserSchema } from '../../../src/scim/schema/user-schema.ts';

/** What must come of a PATCH; of `anyOf` one. */
export type Expectation =
  | { readonly resource: Resource }
  | { readonly unchanged: true }
  | { readonly error: { readonly status: number | number[]; readonly scimType?: string | string[] } }
  | { readonly anyOf: readonly Expectation[] };

export interface Vector {
  readonly id: string;
  readonly title: string;
  readonly resourceType: 'User' | 'Group';
  readonly resource: Resource;
  readonly operations: Json;
  readonly expect: Expectation;
  readonly requires?: string;
  readonly hostile?: boolean;
  readonly maxMs?: number;
  /** A placeholder in the operations, and what stands for it how many times. */
  readonly repeat?: { readonly [placeholder: string]: readonly [text: string, times: number] };
}

export const schemas = { User: createUserSchema(), Group: createGroupSchema() };

export const vectors: readonly Vector[] = JSON.parse(
  readFileSync(new URL('../../vectors/patch.json', import.meta.url), 'utf8'),
);

/** The body of the request, parsed anew each time: `__proto__` is an own key in it, as in one from the wire. */
export function bodyOf({ operations, repeat = {} }: Vector): unknown {
  let text = JSON.stringify(operations);
  for (const [placeholder, [piece, times]] of Object.entries(repeat)) {
    text = text.replaceAll(placeholder, JSON.stringify(piece.repeat(times)).slice(1, -1));
  }
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: JSON.parse(text),
  };
}

/** Whether two resources count as the same: see "Comparing resources" in the description of the vectors. */
export function sameResource(a: Resource, b: Resource): boolean {
  return isDeepStrictEqual(comparable(a), comparable(b));
}

const SERVERS_OWN = new Set(['schemas', 'meta', 'password']);

function comparable(resource: Resource): Json | undefined {
  const names = Object.keys(resource).filter((name) => !SERVERS_OWN.has(name));
  return normal(Object.fromEntries(names.map((name) => [name, resource[name] ?? null])), '');
}

function normal(value: Json, name: string): Json | undefined {
  if (value === null) return undefined;
  if (name === 'preferredLanguage') return String(value).toLowerCase();
  if (Array.isArray(value)) {
    const texts = value
      .map((item) => JSON.stringify(normal(item, name)))
      .filter((text) => text !== undefined);
    return texts.length === 0 ? undefined : [...new Set(texts)].sort();
  }
  if (typeof value !== 'object') return name === 'primary' && value === false ? undefined : value;
  const kept = name === 'members' || name === 'manager' ? ['value'] : Object.keys(value).sort();
  const entries = kept.flatMap((key) => {
    const member = normal(value[key] ?? null, key);
    return member === undefined ? [] : [[key, member]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
