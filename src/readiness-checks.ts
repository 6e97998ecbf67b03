import type { Connection } from './connection.ts';
import type { Check, CheckState } from './ops/readiness.ts';
import type { Circuit } from './qualtrics/breaker.ts';
import { QualtricsError, type QualtricsErrorCode } from './qualtrics/errors.ts';
import type { Store } from './store/store.ts';
import { StoreError } from './store/store-error.ts';

export type CheckName = 'store' | 'qualtrics' | 'credential' | 'privileges' | 'sync';

/** What the bridge needs to do its work (contract: /readyz). */
export function readinessChecks(
  store: Store,
  connection: Connection,
  onBetterHost: (host: string) => void,
): Record<CheckName, Check> {
  const { identity, index, upstream } = connection;
  return {
    async store() {
      try {
        await store.check();
        return { ok: true };
      } catch (failure) {
        if (failure instanceof StoreError) return refusal(failure);
        throw failure;
      }
    },
    async qualtrics() {
      return circuitState(upstream().circuit);
    },
    async credential() {
      try {
        const { betterHost } = await identity.check();
        if (betterHost !== undefined) onBetterHost(betterHost);
        return { ok: true };
      } catch (failure) {
        return refusal(failure);
      }
    },
    // Known from the listings: asking for it would cost a call.
    async privileges() {
      const failure = index.lastFailure();
      const isForbidden = failure instanceof QualtricsError && failure.code === 'forbidden';
      return isForbidden ? refusal(failure) : { ok: true };
    },
    async sync() {
      if (index.isFresh()) return { ok: true };
      const completed = index.completed();
      const reason = completed
        ? `the users were last listed completely at ${completed.toISOString()}`
        : 'the first listing of the users is not complete';
      return { ok: false, reason };
    },
  };
}

const REASONS: Partial<Record<QualtricsErrorCode, string>> = {
  credential: 'Qualtrics refuses the credential: renew QUALTRICS_API_TOKEN or the OAuth client',
  forbidden: "the credential's owner may not do this: it needs to be a brand administrator",
  limited: 'Qualtrics is throttling the bridge',
};

/** A failed call as a reason that ops can act on. */
export function refusal(failure: unknown): CheckState {
  // The store's own words: a credential of another brand than the database's, for one.
  if (failure instanceof StoreError) return { ok: false, reason: failure.message };
  const code = failure instanceof QualtricsError ? failure.code : undefined;
  return { ok: false, reason: (code && REASONS[code]) ?? 'Qualtrics does not answer' };
}

export function circuitState(circuit: Circuit): CheckState {
  if (!circuit.open) return { ok: true };
  const { status, code } = circuit.failure;
  const how =
    status === undefined ? (code === 'timeout' ? 'no answer in time' : 'no connection') : `HTTP ${status}`;
  return { ok: false, reason: `Qualtrics is down (${how}): requests are answered with 503 until it is back` };
}
