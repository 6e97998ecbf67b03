import { hash, timingSafeEqual } from 'node:crypto';
import type { ScimConnection } from './scim-context.ts';

/**
 * Finds the connections that a bearer token opens; more than one when their files of tokens came to hold the same. The
 * tokens are asked for each time, so that a file that was rewritten counts at once.
 */
export function tokenOwners(
  connections: readonly ScimConnection[],
): (token: string) => readonly ScimConnection[] {
  const digests = new WeakMap<readonly string[], readonly Buffer[]>();

  function digestsOf(tokens: readonly string[]): readonly Buffer[] {
    const known = digests.get(tokens) ?? tokens.map(digest);
    digests.set(tokens, known);
    return known;
  }

  return (token) => {
    const given = digest(token);
    return connections.filter(({ bearerTokens }) => isAmong(given, digestsOf(bearerTokens())));
  };
}

/** Digests have one length, and every one is compared, so the time tells nothing. */
function isAmong(given: Buffer, digests: readonly Buffer[]): boolean {
  let found = false;
  for (const each of digests) found = timingSafeEqual(given, each) || found;
  return found;
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
