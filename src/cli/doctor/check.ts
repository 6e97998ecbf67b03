export type Outcome = 'ok' | 'warn' | 'fail';

/** What a check found out. Holds no secret, and personal data of the named test user only. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly detail: string;
  /** What to do about it; absent when all is well, and where the detail says it. */
  readonly advice?: string;
}

/** In the order in which they are made; docs/doctor.md explains each. */
export const CHECK_NAMES = [
  'configuration',
  'public-url',
  'bearer-tokens',
  'store',
  'address',
  'credential',
  'owner',
  'datacenter',
  'user-list',
  'dialect',
  'account-status',
  'username-suffix',
  'username-filter',
  'user-types',
  'divisions',
  'groups',
  'clock',
  'rate-limit',
  'try-account',
  'try-create',
  'try-change',
  'try-email',
  'try-disable',
  'try-enable',
  'try-leave',
] as const;

export interface Check extends Verdict {
  readonly name: (typeof CHECK_NAMES)[number];
  /** Where several are examined, of which. */
  readonly connection?: string;
}

export const ok = (detail: string): Verdict => ({ outcome: 'ok', detail });
export const warn = (detail: string, advice: string): Verdict => ({ outcome: 'warn', detail, advice });
export const fail = (detail: string, advice: string): Verdict => ({ outcome: 'fail', detail, advice });
