import { ProvisioningError } from './provisioning-error.ts';

const DETAIL = 'The answer is due and the work before it is not done; the request may be repeated.';
const RETRY_AFTER_SECONDS = 5;

/**
 * What the work gives, or 'unavailable' when `signal` fires first. For what others wait for too, such as a listing or
 * their turn: it goes on.
 */
export async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: due, reject } = Promise.withResolvers<never>();
  const giveUp = () =>
    reject(new ProvisioningError('unavailable', DETAIL, { retryAfter: RETRY_AFTER_SECONDS }));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp);
  try {
    return await Promise.race([work, due]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}
