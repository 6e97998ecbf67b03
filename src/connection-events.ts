import type { FastifyBaseLogger } from 'fastify';
import type { ConnectionMetrics } from './ops/connection-metrics.ts';
import type { Readiness } from './ops/readiness.ts';
import { noteUpstreamCall } from './ops/upstream-trace.ts';
import type { AuditPruningSettings } from './provisioning/audit/prune-audit.ts';
import type { WriteChecksSettings } from './provisioning/checks/write-checks.ts';
import type { MemberListsSettings } from './provisioning/groups/member-lists.ts';
import type { MoveWorkerSettings } from './provisioning/groups/move-worker.ts';
import type { HydrationSettings } from './provisioning/hydration.ts';
import type { PurgeWorkerSettings } from './provisioning/purge-worker.ts';
import type { Circuit } from './qualtrics/breaker.ts';
import type { CallEvent } from './qualtrics/call-event.ts';
import type { OnRotation } from './qualtrics/credentials.ts';
import { QualtricsError } from './qualtrics/errors.ts';
import { TOKEN_ENDPOINT } from './qualtrics/oauth.ts';
import type { CheckName } from './readiness-checks.ts';
import { circuitState, refusal } from './readiness-checks.ts';
import type { Listing } from './store/listing.ts';
import { tellCheckedWrite } from './tell-checked-write.ts';

/** What the people who run the bridge hear of a connection. None may throw. */
export interface ConnectionEvents {
  readonly onCall: (event: CallEvent) => void;
  /** Qualtrics is down, or back. */
  readonly onCircuit: (circuit: Circuit) => void;
  /** The Qualtrics credential was replaced while the process runs. */
  readonly onRotation: OnRotation;
  /** A change of a user waited for the one before it, in ms. */
  readonly onLockWaited: (ms: number) => void;
  /** A listing began, or got on by a page. */
  readonly onListing: (listing: Listing) => void;
  /** A listing ended. */
  readonly onListed: (users: number, ms: number) => void;
  /** Users of whom only the list was seen were read. */
  readonly onHydrated: HydrationSettings['onRound'];
  readonly onListingFailed: (failure: unknown) => void;
  /** The index was complete at that time, by a listing of whichever replica. */
  readonly onIndexComplete: (at: Date) => void;
  /** So many users are in another division than the IdP's groups give them, at the end of a listing. */
  readonly onHandMoves: (users: number) => void;
  /** The worker went through the moves that were due. */
  readonly onMoves: MoveWorkerSettings['onRound'];
  /** Entries of the audit that were too old are gone. */
  readonly onAuditPruned: AuditPruningSettings['onPruned'];
  /** A write was compared with what the user is like since. */
  readonly onWriteChecked: WriteChecksSettings['onChecked'];
  readonly onCheckFailed: WriteChecksSettings['onFailed'];
  /** The members of groups were looked at. */
  readonly onMembersListed: MemberListsSettings['onListed'];
  readonly onPurged: PurgeWorkerSettings['onPurged'];
}

export interface Observers {
  readonly logger: FastifyBaseLogger;
  readonly metrics: ConnectionMetrics;
  /** Asked late: readiness itself looks at the connection. */
  readonly readiness: () => Readiness<CheckName>;
}

/** Tells the log, the metrics and readiness what happens on a connection. */
export function connectionEvents(
  connection: string,
  { logger, metrics, readiness }: Observers,
): ConnectionEvents {
  let isRefused = false;

  function onRefused(endpoint: string): void {
    readiness().report('credential', refusal(new QualtricsError('credential', endpoint)));
    // Once, not for each call that it fails.
    if (!isRefused) logger.error({ connection, endpoint }, 'Qualtrics refuses the credential: replace it');
    isRefused = true;
  }

  function onAccepted(): void {
    if (!isRefused) return;
    isRefused = false;
    readiness().report('credential', { ok: true });
    logger.info({ connection }, 'Qualtrics accepts the credential again');
  }

  return {
    onCall(event) {
      metrics.upstream(event);
      noteUpstreamCall(event);
      const { endpoint, attempt, outcome, status, requestId: upstreamRequestId, ms } = event;
      const fields = {
        connection,
        endpoint,
        attempt,
        outcome,
        status,
        upstreamRequestId,
        ms: Math.round(ms),
      };
      // A 404 is an answer like any other: most brands have no list of divisions. A refused credential is told below.
      const isUsual = outcome === 'ok' || outcome === 'credential' || status === 404;
      logger[isUsual ? 'debug' : 'warn'](fields, 'call to Qualtrics');
      if (outcome === 'credential') onRefused(endpoint);
      else if (outcome === 'ok' && endpoint !== TOKEN_ENDPOINT) onAccepted();
    },
    onCircuit(circuit) {
      readiness().report('qualtrics', circuitState(circuit));
      if (circuit.open)
        logger.error({ connection, err: circuit.failure }, 'Qualtrics is down: calls are held back');
      else logger.info({ connection }, 'Qualtrics is back');
    },
    onRotation(outcome) {
      if (outcome === 'in-use') logger.info({ connection }, 'the new Qualtrics credential is in use');
      else if (outcome === 'refused')
        logger.error({ connection }, 'Qualtrics refuses the new credential: the one before stays in use');
      else
        logger.error({ connection }, 'the new credential is of another brand: the one before stays in use');
    },
    onLockWaited: metrics.lockWaited,
    onListing: metrics.listing,
    onListed(users, ms) {
      readiness().report('privileges', { ok: true });
      readiness().report('sync', { ok: true });
      logger.info({ connection, users, ms }, 'users listed');
    },
    onIndexComplete(at) {
      metrics.indexed(at);
      // It may be another replica's listing, and an old one.
      void readiness().look('sync');
    },
    onListingFailed(failure) {
      if (failure instanceof QualtricsError && failure.code === 'forbidden') {
        readiness().report('privileges', refusal(failure));
      }
      logger.error({ connection, err: failure }, 'listing the users failed; it is tried again');
    },
    onHandMoves(users) {
      metrics.handMoved(users);
      if (users > 0) logger.warn({ connection, users }, 'users were moved to another division in Qualtrics');
    },
    onMoves({ settled, due, failures: [failure, ...others] }) {
      // Undefined when the round could not even look.
      if (due !== undefined) metrics.movesDue(due);
      if (settled > 0) logger.info({ connection, count: settled }, 'memberships brought in line');
      if (failure === undefined) return;
      logger.error({ connection, err: failure, count: others.length + 1 }, 'memberships are still due');
    },
    onHydrated(outcome) {
      if ('failure' in outcome)
        logger.warn({ connection, err: outcome.failure }, 'reading single users for the index broke off');
      else if (outcome.read > 0)
        logger.info({ connection, users: outcome.read }, 'single users read for the index');
    },
    onAuditPruned(outcome) {
      if ('failure' in outcome)
        logger.error({ connection, err: outcome.failure }, 'old entries of the audit stay');
      else if (outcome.pruned > 0)
        logger.info({ connection, count: outcome.pruned }, 'old entries of the audit deleted');
    },
    onWriteChecked: (checked) => tellCheckedWrite(connection, checked, { logger, metrics, readiness }),
    onCheckFailed(failure) {
      logger.warn({ connection, err: failure }, 'a write could not be checked');
    },
    onMembersListed(outcome) {
      if ('failure' in outcome)
        logger.error({ connection, err: outcome.failure }, 'listing the members of groups failed');
      else if (outcome.takenOut > 0)
        logger.warn({ connection, count: outcome.takenOut }, 'members were taken out of groups in Qualtrics');
    },
    onPurged(outcome) {
      if ('failure' in outcome)
        logger.error({ connection, err: outcome.failure }, 'deleting disabled users failed');
      else if (outcome.purged > 0)
        logger.info({ connection, count: outcome.purged }, 'disabled users deleted');
    },
  };
}
