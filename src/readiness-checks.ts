import type { Connection } from './connection.ts';
import type { Check, CheckState } from './ops/readiness.ts';
import { adviseOtherAddress } from './other-address.ts';
import type { Circuit } from './qualtrics/breaker.ts';
import { QualtricsError, type QualtricsErrorCode } from './qualtrics/errors.ts';
import type { Whoami } from './qualtrics/records.ts';
import type { Listing } from './store/listing.ts';
import { StoreError } from './store/store-error.ts';

export type CheckName = 'store' | 'qualtrics' | 'credential' | 'privileges' | 'sync' | 'writes';

export interface Looked {
  /** Throws when the database cannot do its work, or cannot be opened. */
  readonly checkStore: () => Promise<void>;
  /** Undefined until the database is open. */
  readonly connection: () => Connection | undefined;
  /** Of Qualtrics, as configured. */
  readonly baseUrl: string;
  readonly onWhoami: (whoami: Whoami) => void;
}

const NOT_OPEN: CheckState = { ok: false, reason: 'not known before the database is open' };

/** What the bridge needs to do its work on a connection, for /readyz. */
export function readinessChecks({
  checkStore,
  connection,
  baseUrl,
  onWhoami,
}: Looked): Record<CheckName, Check> {
  let hasAnswered = false;
  const onOpen = (check: (connection: Connection) => CheckState | Promise<CheckState>): Check => {
    return async () => {
      const opened = connection();
      return opened ? check(opened) : NOT_OPEN;
    };
  };
  return {
    async store() {
      try {
        await checkStore();
        return { ok: true };
      } catch (failure) {
        if (failure instanceof StoreError) return refusal(failure);
        throw failure;
      }
    },
    qualtrics: onOpen(({ upstream }) => circuitState(upstream().circuit)),
    credential: onOpen(async ({ identity }) => {
      try {
        onWhoami(await identity.check());
        hasAnswered = true;
        return { ok: true };
      } catch (failure) {
        const state = refusal(failure);
        if (hasAnswered || state.ok || !isUnreachable(failure)) return state;
        return { ok: false, reason: `${state.reason}; ${await adviseOtherAddress(baseUrl)}` };
      }
    }),
    // Known from the listings: asking for it would cost a call.
    privileges: onOpen(({ index }) => {
      const failure = index.lastFailure();
      const isForbidden = failure instanceof QualtricsError && failure.code === 'forbidden';
      return isForbidden ? refusal(failure) : { ok: true };
    }),
    writes: onOpen(({ emptiedFields }) => writesState(emptiedFields())),
    sync: onOpen(({ index }) => {
      if (index.isFresh()) return { ok: true };
      const completed = index.completed();
      const reason = completed
        ? `the users were last listed completely at ${completed.toISOString()}`
        : 'the first listing of the users is not complete';
      return { ok: false, reason: reason + soFar(index.progress()) };
    }),
  };
}

function soFar(listing: Listing | undefined): string {
  if (!listing) return '';
  const { listed, expected } = listing;
  return `: ${listed} so far${expected === undefined ? '' : ` of about ${expected}`}`;
}

function isUnreachable(failure: unknown): boolean {
  return failure instanceof QualtricsError && ['unavailable', 'timeout'].includes(failure.code);
}

const REASONS: Partial<Record<QualtricsErrorCode, string>> = {
  credential:
    "Qualtrics refuses the credential: renew QUALTRICS_API_TOKEN or the OAuth client; OAuth works at the brand's own datacenter only",
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

/** Whether Qualtrics leaves alone what nobody named. */
export function writesState(emptied: readonly string[]): CheckState {
  if (emptied.length === 0) return { ok: true };
  const reason = `Qualtrics empties fields that nobody named (${emptied.join(', ')}): each write is read back now`;
  return { ok: false, reason };
}
