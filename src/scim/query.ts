import { ScimError } from './scim-error.ts';

/** Query parameters as Fastify parses them: a name given twice is a list. */
export type QueryParameters = Readonly<Record<string, string | string[] | undefined>>;

export const MAX_RESULTS = 1_000;
const DEFAULT_RESULTS = 100;

export interface Window {
  /** From 1 (RFC 7644 3.4.2.4). */
  readonly startIndex: number;
  readonly count: number;
}

/** A startIndex below 1 counts as 1, a negative count as 0, one above the limit as the limit (RFC 7644 3.4.2.4). */
export function windowOf(query: QueryParameters): Window {
  const startIndex = integer(query, 'startIndex') ?? 1;
  const count = integer(query, 'count') ?? DEFAULT_RESULTS;
  return { startIndex: Math.max(1, startIndex), count: Math.min(Math.max(0, count), MAX_RESULTS) };
}

/** One value or none; an empty one is none. */
export function single(query: QueryParameters, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw new ScimError(400, 'invalidValue', `${name} may be given once.`);
  return value === '' ? undefined : value;
}

function integer(query: QueryParameters, name: string): number | undefined {
  const text = single(query, name);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d{1,15}$/.test(text.trim())) {
    throw new ScimError(400, 'invalidValue', `${name} must be a whole number.`);
  }
  return Number(text);
}
