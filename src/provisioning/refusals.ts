import { ProvisioningError } from './provisioning-error.ts';

export function noSuchUser(): ProvisioningError {
  return new ProvisioningError('not-found', 'There is no such user.');
}

export function taken(by: string): ProvisioningError {
  return new ProvisioningError('taken', `userName is already used by ${by}.`);
}

/** Qualtrics has made the account, or says that the name is taken, and shows nobody of that name. */
export function notShownYet(): ProvisioningError {
  const detail = 'Qualtrics does not show the new account yet; the request may be repeated.';
  return new ProvisioningError('unavailable', detail, { retryAfter: 5 });
}
