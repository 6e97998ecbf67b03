import { z } from 'zod';
import { QualtricsError } from '../../qualtrics/errors.ts';
import { pathSegment } from '../../qualtrics/record-id.ts';
import type { UserRecord } from '../../qualtrics/records.ts';
import { readUser } from '../../qualtrics/records-wire.ts';
import { told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';
import type { Upstream } from './upstream.ts';

/** A user as Qualtrics wrote it, and as the bridge reads it. */
export interface UserAsItIs {
  readonly wire: unknown;
  readonly record: UserRecord;
}

/** GET /users/{id}. Throws QualtricsError, also for a record that the bridge cannot read. */
export async function readAsItIs({ call }: Pick<Upstream, 'call'>, id: string): Promise<UserAsItIs> {
  const path = `/users/${pathSegment(id, 'GET /users/{id}')}`;
  const answer = await call({ method: 'GET', route: '/users/{id}', path });
  return { wire: answer.result, record: readUser(answer) };
}

const wireSchema = z.looseObject({
  accountStatus: z.unknown().optional(),
  status: z.unknown().optional(),
  permissions: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

/** Which of the two dialects of the API this brand speaks, by GET of a user; the bridge reads both. */
export function checkDialect(user: UserAsItIs | QualtricsError): Verdict {
  if (user instanceof QualtricsError) {
    return fail(told(user), 'the bridge has to read single users: see the owner, or run this again later');
  }
  const { accountStatus, status, permissions } = wireSchema.catch({}).parse(user.wire);
  if (accountStatus === undefined && status === undefined) {
    return fail(
      'GET of a user shows neither accountStatus nor status',
      'nobody could tell who is active: report this brand',
    );
  }
  const dialect =
    accountStatus === undefined ? 'of the written guides (status)' : 'as recorded (accountStatus)';
  return ok(`${dialect}, permissions ${formOf(permissions)}`);
}

function formOf(permissions: Readonly<Record<string, unknown>> | undefined): string {
  if (permissions === undefined) return 'not shown';
  const isFlat = Object.values(permissions).every((value) => typeof value === 'boolean');
  return isFlat ? 'as a map' : 'as a tree';
}
