import type { UserRecord } from '../qualtrics/records.ts';
import { isPassing, isQualtrics } from './failures.ts';
import { guardUsername } from './guard-username.ts';
import { keepWhileLanding } from './keep-while-landing.ts';
import type { Operation } from './operation.ts';
import { pauseAfter } from './pause.ts';
import { guardOwner } from './protect-owner.ts';
import { readRecord } from './read-user.ts';
import type { UserContext } from './user-context.ts';

/** A record before and after a PUT; the same twice when there was nothing to write. */
export interface Replacement {
  readonly before: UserRecord;
  /** As it was written. */
  readonly after: UserRecord;
  /** As it was read since, where the PUT had no answer and turned out to be done. */
  readonly seen?: UserRecord;
  /** When it was done, ISO 8601; undefined when nothing was written. */
  readonly time?: string;
  /** Qualtrics' own id of the PUT. */
  readonly requestId?: string | undefined;
}

/** For the holder of the user's lock. `change` may run again on a newer record; the same object is nothing to write. */
export async function readModifyWrite(
  context: UserContext,
  id: string,
  change: (current: UserRecord) => UserRecord,
  operation: Operation,
): Promise<Replacement> {
  // A PUT of which nobody knows whether it was done: what is read from then on may be of its making.
  let unanswered: Pick<Replacement, 'before' | 'after'> | undefined;
  for (let attempt = 1; ; attempt++) {
    const current = await readRecord(context, id, operation);
    const next = change(current);
    if (next === current) {
      if (!unanswered) return { before: current, after: current };
      return { ...unanswered, seen: current, time: new Date().toISOString() };
    }
    const before = unanswered?.before ?? current;
    try {
      await guardOwner(context, current, next, operation);
      await guardUsername(context, current, next, operation);
      const { requestId } = await context.client.users.replace(current, next, operation);
      return { before, after: next, requestId, time: new Date().toISOString() };
    } catch (failure) {
      if (isQualtrics(failure) && failure.mayHaveLanded) unanswered = { before, after: next };
      keepWhileLanding(context.locks, id, failure);
      if (!isPassing(failure)) throw failure;
      await pauseAfter(failure, attempt, operation.signal);
    }
  }
}
