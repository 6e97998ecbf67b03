import { ok, type Verdict, warn } from './check.ts';

/** As long as 16 random bytes in hex. */
const LONG_ENOUGH = 32;

/** SCIM_BEARER_TOKENS: whoever guesses one may create accounts. */
export function checkBearerTokens(tokens: readonly string[]): Verdict {
  const short = tokens.flatMap(({ length }, index) =>
    length < LONG_ENOUGH ? [`token ${index + 1} of ${tokens.length} has ${length} characters`] : [],
  );
  if (short.length === 0) {
    return ok(tokens.length === 1 ? 'one, long enough' : `${tokens.length}, all long enough`);
  }
  return warn(short.join(', '), `have at least ${LONG_ENOUGH}; make one with: openssl rand -hex 32`);
}
