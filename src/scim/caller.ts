import type { FastifyRequest } from 'fastify';
import type { ScimConnection } from './scim-context.ts';

/** Whose request it is: known once its bearer token is. */
export interface Caller {
  readonly connection: ScimConnection;
  /** Of this service in the form that was called: `https://scim.example.com/acme/scim/v2`. */
  readonly baseUrl: string;
}

const callers = new WeakMap<FastifyRequest, Caller>();

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

/** For routes behind `authenticate`, where it is always known. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw new TypeError('a route asked for the caller of a request that was not authenticated');
  return caller;
}

/** The name of the connection; undefined for who showed no token of one. */
export function connectionOf(request: FastifyRequest): string | undefined {
  return callers.get(request)?.connection.name;
}
