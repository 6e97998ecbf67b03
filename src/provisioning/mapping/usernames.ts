/** Qualtrics refuses these in a username (support page on creating users); `#`, `+`, `'`, `-`, `_` are fine. */
const REFUSED = /[=;~!&*%{}<>[\]|\\"^]/;

/** The first character of a username that Qualtrics would refuse, if any. */
export function refusedCharacter(username: string): string | undefined {
  return REFUSED.exec(username)?.[0];
}

/** Brands with SSO keep usernames as `value#brandId`; identity providers know only the value. */
export interface UsernameRule {
  toQualtrics(userName: string): string;
  toScim(username: string): string;
  /** Whether this account is the one that single sign-on uses: `joe@x#brand` rather than a local `joe@x`. */
  isPreferred(username: string): boolean;
}

export function usernameRule(suffix: string): UsernameRule {
  const ends = (username: string) => username.toLowerCase().endsWith(suffix.toLowerCase());
  return {
    toQualtrics: (userName) => (ends(userName) ? userName : userName + suffix),
    toScim: (username) => (suffix !== '' && ends(username) ? username.slice(0, -suffix.length) : username),
    isPreferred: ends,
  };
}
