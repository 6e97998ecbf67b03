import type { Lane } from '../qualtrics/client.ts';
import type { AskedBy, BridgeTask } from '../store/audit.ts';

/** What one request brings along: how urgent it is, until when an answer is due, and who wants to hear of oddities. */
export interface Operation {
  readonly lane: Lane;
  /** Fires when the answer is due; nothing goes on after it. */
  readonly signal: AbortSignal;
  /** Fires when a leaver waits for what this operation holds: from then on its calls go first, too. */
  readonly hurried?: AbortSignal;
  /** A value that was understood but cannot be held by Qualtrics: kept here, not written there. */
  readonly dropped: (attribute: string, reason: string) => void;
  /** Asked right before anything is written; throws when a lock that the work holds was lost meanwhile. */
  readonly confirm?: () => void;
  /** For the audit. */
  readonly askedBy: () => AskedBy;
}

/** Of the bridge's own accord: nobody waits for it. */
export function inBackground(task: BridgeTask, signal: AbortSignal): Operation {
  return { lane: 'background', signal, dropped: () => {}, askedBy: () => ({ task }) };
}

/** The operation of who holds what somebody may want in a hurry; it may hold more than one such thing. */
export function hurriedBy(operation: Operation, signal: AbortSignal): Operation {
  if (operation.lane === 'deactivation') return operation;
  const { hurried } = operation;
  return { ...operation, hurried: hurried ? AbortSignal.any([hurried, signal]) : signal };
}
