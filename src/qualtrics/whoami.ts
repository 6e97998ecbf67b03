import type { Call } from './call.ts';
import type { QualtricsClient } from './client.ts';
import { readWhoami } from './records-wire.ts';

/** GET /whoami: who owns the credential; the cheapest proof that it works. */
export function createWhoami(call: Call): QualtricsClient['whoami'] {
  return async (options) =>
    readWhoami(await call({ method: 'GET', route: '/whoami', path: '/whoami' }, options));
}
