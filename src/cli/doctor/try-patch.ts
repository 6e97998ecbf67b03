import { QualtricsError } from '../../qualtrics/errors.ts';
import type { UserRecord } from '../../qualtrics/records.ts';
import { attempted, told } from './attempted.ts';
import { changedFields } from './changed-fields.ts';
import { fail, ok, type Verdict } from './check.ts';
import type { TryBridge } from './try-bridge.ts';
import type { Upstream } from './upstream.ts';

export interface Trial {
  /** What an IdP would send: values by SCIM path. */
  readonly replace: Readonly<Record<string, string | boolean>>;
  /** The fields that Qualtrics is to show afterwards; letter case does not count. All others have to stay. */
  readonly expected: Readonly<Partial<Record<'firstName' | 'email' | 'status', string>>>;
  /** For when Qualtrics says yes and does nothing. */
  readonly ifIgnored: Verdict;
}

export interface Tried {
  readonly verdict: Verdict;
  /** Qualtrics does not take the values: repeating it is no use. */
  readonly isRefused: boolean;
  /** The account read back, or as it was before when it cannot be read. */
  readonly after: UserRecord;
}

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One PATCH through the bridge, judged by the account in Qualtrics before and after. */
export async function tryPatch(
  bridge: TryBridge,
  upstream: Pick<Upstream, 'users'>,
  before: UserRecord,
  trial: Trial,
): Promise<Tried> {
  const operations = Object.entries(trial.replace).map(([path, value]) => ({ op: 'replace', path, value }));
  const body = { schemas: [PATCH_OP], Operations: operations };
  const { status, detail = '' } = await bridge.send('PATCH', `/Users/${before.id}`, body);
  const isRefused = status === 400;
  const after = await attempted(upstream.users.get(before.id));
  if (after instanceof QualtricsError) {
    return { verdict: fail(told(after), 'try again with --existing'), isRefused, after: before };
  }
  if (status === 200) return { verdict: judge(before, after, trial), isRefused, after };
  const advice = 'put right what it objects to, then try again with --existing';
  return { verdict: fail(`the bridge answered ${status}: ${detail}`, advice), isRefused, after };
}

function judge(before: UserRecord, after: UserRecord, { expected, ifIgnored }: Trial): Verdict {
  const asked = Object.entries(expected);
  const lost = changedFields(before, after).filter((field) => !Object.hasOwn(expected, field));
  if (lost.length > 0) {
    return fail(
      `changed, though nobody named them: ${lost.join(', ')}`,
      'let no IdP provision into this brand before that is understood; report it',
    );
  }
  const shown: Readonly<Record<string, unknown>> = { ...after };
  const isTaken = asked.every(([field, value]) => String(shown[field]).toLowerCase() === value.toLowerCase());
  return isTaken
    ? ok(`${asked.map(([field]) => field).join(', ')} as asked, all other fields as before`)
    : ifIgnored;
}
