import type { UserRecord } from '../../qualtrics/records.ts';
import type { AuditAction, AuditEntry, Changes } from '../../store/audit.ts';
import type { Operation } from '../operation.ts';
import type { Resource } from '../resource.ts';
import type { UserContext } from '../user-context.ts';
import { fieldChanges, keptChanges } from './changes.ts';
import { outcomeOf } from './outcome.ts';

/** A change of a user, done or refused. */
export interface UserChange {
  readonly before: UserRecord;
  readonly after: UserRecord;
  readonly keptBefore: Resource;
  readonly kept: Resource;
  /** What it is beside its fields; such a change has an entry even when nothing differs. */
  readonly action?: 'adopt' | 'restore' | undefined;
  /** When Qualtrics had done it. */
  readonly time?: string | undefined;
  readonly requestId?: string | undefined;
}

/** The entry of a change that was done; undefined when nothing differs. */
export function doneEntry(
  context: UserContext,
  change: UserChange,
  operation: Operation,
): AuditEntry | undefined {
  const { before, after, keptBefore, kept, time, requestId } = change;
  const fields = fieldChanges(before, after);
  const attributes = keptChanges(context.mapping, keptBefore, kept, fields);
  const isNothing = isEmpty(fields) && isEmpty(attributes);
  if (isNothing && change.action === undefined) return undefined;
  const action = change.action ?? actionOf(context, fields);
  const facts = { id: after.id, fields, kept: attributes, time, requestId };
  return userEntry(action, 'done', operation, facts);
}

/** The entry of a change that failed; undefined for what a task of the bridge tries again, which the log tells. */
export function failedEntry(
  context: UserContext,
  change: UserChange,
  failure: unknown,
  operation: Operation,
): AuditEntry | undefined {
  const entry = doneEntry(context, change, operation);
  return entry && !('task' in entry.askedBy) ? { ...entry, ...outcomeOf(failure) } : undefined;
}

/** Anything that was asked for a user. */
export function userEntry(
  action: AuditAction,
  outcome: string,
  operation: Operation,
  facts: {
    readonly id?: string | undefined;
    readonly fields?: Changes;
    readonly kept?: Changes;
    readonly time?: string | undefined;
    readonly requestId?: string | undefined;
  },
): AuditEntry {
  const { id, fields = {}, kept = {}, requestId } = facts;
  return {
    time: facts.time ?? new Date().toISOString(),
    resourceType: 'User',
    ...(id !== undefined && { id }),
    action,
    outcome,
    askedBy: operation.askedBy(),
    ...(!isEmpty(fields) && { fields }),
    ...(!isEmpty(kept) && { kept }),
    ...(requestId && { upstreamRequestId: requestId }),
  };
}

function actionOf({ mapping }: UserContext, fields: Changes): AuditAction {
  const status = mapping.find(({ field }) => field === 'status');
  const isActive = (value: unknown) => typeof value === 'string' && status?.toScim(value, undefined) === true;
  const { status: change } = fields;
  if (change && isActive(change.from) !== isActive(change.to)) {
    return isActive(change.to) ? 'reactivate' : 'deactivate';
  }
  return Object.keys(fields).join() === 'divisionId' ? 'move' : 'change';
}

function isEmpty(changes: Changes): boolean {
  for (const _ in changes) return false;
  return true;
}
