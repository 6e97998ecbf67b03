import { QualtricsError, type QualtricsErrorCode } from '../qualtrics/errors.ts';
import { StoreError } from '../store/store-error.ts';
import { type ProvisioningCode, ProvisioningError } from './provisioning-error.ts';

/** What each failure of Qualtrics is to the identity admin. The type makes the table complete. */
const FAILURES: Record<QualtricsErrorCode, { readonly code: ProvisioningCode; readonly detail: string }> = {
  'not-found': { code: 'not-found', detail: 'Qualtrics has no such user, division or group.' },
  taken: { code: 'taken', detail: 'userName is already used by another Qualtrics account.' },
  invalid: { code: 'invalid', detail: 'Qualtrics refused the values.' },
  forbidden: {
    code: 'credential-refused',
    detail:
      "The bridge's Qualtrics credential may not do this: it needs to be a brand administrator's, and an OAuth client needs the scopes for it.",
  },
  credential: {
    code: 'credential-refused',
    detail: "Qualtrics refused the bridge's credential: whoever runs the bridge has to renew it.",
  },
  limited: {
    code: 'limited',
    detail: 'Qualtrics is throttling the bridge; the request may be repeated later.',
  },
  unavailable: {
    code: 'unavailable',
    detail: 'Qualtrics did not answer as it should; nothing is known to be changed.',
  },
  timeout: { code: 'unavailable', detail: 'Qualtrics did not answer in time.' },
  malformed: { code: 'unavailable', detail: 'Qualtrics gave an answer that cannot be read.' },
};

const RETRY_AFTER_SECONDS = 30;

/** Whether the same call may succeed a moment later. */
export function isPassing(error: unknown): error is QualtricsError {
  return error instanceof QualtricsError && ['limited', 'unavailable', 'timeout'].includes(error.code);
}

/** A failure of Qualtrics of one of these codes, or of any when none is named. */
export function isQualtrics(error: unknown, ...codes: QualtricsErrorCode[]): error is QualtricsError {
  return error instanceof QualtricsError && (codes.length === 0 || codes.includes(error.code));
}

/** Of this folder: nobody is there. */
export function isNotFound(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.code === 'not-found';
}

/** Anything thrown below, as this folder's error. What is neither side's failure is a bug and stays what it is. */
export function toProvisioningError(error: unknown): unknown {
  if (error instanceof StoreError) {
    const detail = "The bridge's own database cannot do its work at the moment.";
    return new ProvisioningError('store-unavailable', detail, {
      retryAfter: RETRY_AFTER_SECONDS,
      cause: error,
    });
  }
  if (!(error instanceof QualtricsError)) return error;
  const { code, detail } = FAILURES[error.code];
  const said = code === 'invalid' && error.errorMessage ? `${detail} It said: ${error.errorMessage}` : detail;
  return new ProvisioningError(code, said, {
    upstreamRequestId: error.requestId,
    // Who is told 0 comes back at once, and meets the same.
    retryAfter: Math.max(1, error.retryAfterSeconds ?? RETRY_AFTER_SECONDS),
    cause: error,
  });
}

/** Runs work whose failures leave this folder. */
export async function translated<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toProvisioningError(error);
  }
}
