import { isAdministratorType } from '../../qualtrics/administrator-type.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { UserRecord, UserSummary, Whoami } from '../../qualtrics/records.ts';
import { told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';
import type { TestUser } from './flags.ts';
import type { Upstream } from './upstream.ts';

/**
 * The account of exactly that Qualtrics username, if there is one; by the whole list where nothing quicker tells.
 * Throws QualtricsError.
 */
export async function accountNamed(
  { users }: Pick<Upstream, 'users'>,
  username: string,
): Promise<UserRecord | undefined> {
  const listed = await listedAs(users, username);
  return listed && (await users.get(listed.id));
}

async function listedAs(users: Upstream['users'], username: string): Promise<UserSummary | undefined> {
  const isIt = (user: UserSummary) => user.username.toLowerCase() === username.toLowerCase();
  const found = await users.findByUsername(username);
  if (found !== undefined) return found.find(isIt);
  for await (const page of users.list()) {
    const account = page.users.find(isIt);
    if (account) return account;
  }
  return undefined;
}

/** Whether the dry run may have this account, or make it. */
export function checkTestAccount(
  account: UserRecord | undefined | QualtricsError,
  username: string,
  { existing }: TestUser,
  owner: Whoami,
): Verdict {
  if (account instanceof QualtricsError) return fail(told(account), 'run this again later');
  if (account === undefined) {
    if (!existing) return ok(`${username} is free`);
    return fail(
      `there is no ${username}`,
      'leave --existing away to have it made, or name an account that is there',
    );
  }
  const found = `${username} is ${account.id}`;
  if (!existing)
    return fail(found, 'name a user who does not exist, or add --existing if it is a test account');
  const { id, userType } = account;
  if (id === owner.userId || (typeof userType === 'string' && isAdministratorType(userType))) {
    return fail(
      `${found}, an administrator's account`,
      'name a test account, which nobody misses while it is disabled',
    );
  }
  return ok(found);
}
