import type { ConnectionConfig } from '../../config/config.ts';
import { USER_SCHEMA } from '../../provisioning/resource.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import type { UserRecord } from '../../qualtrics/records.ts';
import { attempted, told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';
import { accountNamed } from './test-account.ts';
import type { TryBridge } from './try-bridge.ts';
import type { Upstream } from './upstream.ts';

export interface Created {
  readonly verdict: Verdict;
  /** The account as it is in Qualtrics; undefined when it was not made. */
  readonly record: UserRecord | undefined;
}

const NAMES = { givenName: 'Test', familyName: 'User' };

/** A POST through the bridge, judged by the account that there is afterwards. */
export async function tryCreate(
  bridge: TryBridge,
  upstream: Pick<Upstream, 'users'>,
  userName: string,
  username: string,
  mapping: ConnectionConfig['mapping'],
): Promise<Created> {
  const email = /^[^@\s]+@[^@\s]+$/.test(userName) ? userName : 'test.user@example.com';
  const emails = [{ value: email, type: 'work', primary: true }];
  const user = { schemas: [USER_SCHEMA], userName, name: NAMES, emails, active: true };
  const { status, id, detail = '' } = await bridge.send('POST', '/Users', user);
  const refusal = `the bridge answered ${status}: ${detail}`;
  if (status === 409) {
    const advice = 'usernames are unique over all brands of Qualtrics: name another';
    return { verdict: fail(refusal, advice), record: undefined };
  }
  // Nobody had that name before, so who has it now is ours, whatever the answer was.
  const record = await attempted(
    id === undefined ? accountNamed(upstream, username) : upstream.users.get(id),
  );
  if (record instanceof QualtricsError) {
    const advice = `look in Qualtrics whether ${username} was made, and disable it by hand`;
    return { verdict: fail(told(record), advice), record: undefined };
  }
  if (status === 201 && record) return { verdict: judge(record, username, email, mapping), record };
  const result = record ? `${refusal}, and made the account all the same` : refusal;
  const advice = 'put right what it objects to, such as QUALTRICS_DEFAULT_USER_TYPE, then try again';
  return { verdict: fail(result, advice), record };
}

function judge(
  record: UserRecord,
  username: string,
  email: string,
  { defaultUserType, defaultDivisionId, statusActive }: ConnectionConfig['mapping'],
): Verdict {
  const expected = {
    username,
    firstName: NAMES.givenName,
    lastName: NAMES.familyName,
    email,
    userType: defaultUserType,
    status: statusActive,
    ...(defaultDivisionId !== undefined && { divisionId: defaultDivisionId }),
  };
  const shown: Readonly<Record<string, unknown>> = { ...record };
  const others = Object.entries(expected)
    .filter(([field, value]) => String(shown[field]).toLowerCase() !== value.toLowerCase())
    .map(([field]) => field);
  if (others.length === 0) return ok(`made as ${record.id}, every field as asked`);
  return fail(
    `made as ${record.id}, but with other values: ${others.join(', ')}`,
    'look at the account in Qualtrics',
  );
}
