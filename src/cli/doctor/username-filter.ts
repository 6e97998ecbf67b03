import { randomUUID } from 'node:crypto';
import { QualtricsError } from '../../qualtrics/errors.ts';
import { attempted, told } from './attempted.ts';
import { ok, type Verdict, warn } from './check.ts';
import type { Upstream } from './upstream.ts';

/** Whether GET /users heeds `?username=`: asked for a name that nobody has, then for the owner's. */
export async function checkUsernameFilter(
  { users }: Pick<Upstream, 'users'>,
  ownersName: string,
): Promise<Verdict> {
  const nobody = await attempted(users.findByUsername(`doctor-${randomUUID()}@example.com`));
  if (nobody === undefined)
    return ok('ignored by this brand: the bridge reads the whole list instead, when it has to');
  const found = nobody instanceof QualtricsError ? nobody : await attempted(users.findByUsername(ownersName));
  if (found instanceof QualtricsError) return warn(told(found), 'run this again later');
  if (found !== undefined && found.length > 0) return ok('honoured');
  return warn(
    'taken, but it does not find an account that is there',
    'the bridge may not find accounts that it has to take over or avoid: report this brand',
  );
}
