import type { UsernameSuffix } from '../../config/config.ts';
import type { UserSummary } from '../../qualtrics/records.ts';
import { ok, type Verdict, warn } from './check.ts';

/** What QUALTRICS_USERNAME_SUFFIX comes to; '' for none. */
export function suffixFor(setting: UsernameSuffix, brandId: string): string {
  switch (setting.kind) {
    case 'none':
      return '';
    case 'literal':
      return setting.suffix;
    case 'auto':
      return `#${brandId}`;
  }
}

/** Whether usernames end as the setting says; SSO brands append `#` and their id. Shows no username. */
export function checkUsernameSuffix(
  setting: UsernameSuffix,
  brandId: string,
  users: readonly Pick<UserSummary, 'username'>[],
): Verdict {
  const carrying = (suffix: string) => {
    const count = users.filter(({ username }) =>
      username.toLowerCase().endsWith(suffix.toLowerCase()),
    ).length;
    return { count, words: `${count} of the ${users.length} usernames seen end in ${suffix}` };
  };
  const ofBrand = carrying(`#${brandId}`);
  const suffix = suffixFor(setting, brandId);
  if (suffix === '') {
    if (ofBrand.count === 0) return ok(`none, and ${ofBrand.words}`);
    return warn(
      `QUALTRICS_USERNAME_SUFFIX is none, but ${ofBrand.words}`,
      'where people sign in with SSO, set QUALTRICS_USERNAME_SUFFIX=auto, or they get a second account',
    );
  }
  const configured = carrying(suffix);
  if (configured.count > 0) return ok(configured.words);
  if (ofBrand.count > 0) {
    return warn(`${configured.words}, but ${ofBrand.words}`, 'set QUALTRICS_USERNAME_SUFFIX=auto');
  }
  return warn(
    `${configured.words}, which new ones would`,
    'where people do not sign in with SSO, set QUALTRICS_USERNAME_SUFFIX=none',
  );
}
