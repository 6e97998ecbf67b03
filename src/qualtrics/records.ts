/** Any JSON value that Qualtrics may hold. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** The fields that PUT /users/{id} takes (facts: create and update of users). */
export const WRITABLE_FIELDS = [
  'username',
  'firstName',
  'lastName',
  'userType',
  'divisionId',
  'status',
  'language',
  'timeZone',
  'accountExpirationDate',
  'email',
  'permissions',
] as const;

export type WritableField = (typeof WRITABLE_FIELDS)[number];

/** What GET /users lists of each user. `status` is `accountStatus` of the wire. */
export interface UserSummary {
  readonly id: string;
  readonly username: string;
  readonly firstName?: string | null;
  readonly lastName?: string | null;
  readonly userType?: string | null;
  readonly divisionId?: string | null;
  readonly email?: string | null;
  readonly status?: string | null;
}

/**
 * One user as GET /users/{id} gives it. A key that the answer lacked is absent here (never invented), null stays
 * null; `status` is `accountStatus ?? status`; `permissions` is the raw tree or map. Dates are as Qualtrics wrote them.
 */
export interface UserRecord extends UserSummary {
  readonly language?: string | null;
  readonly timeZone?: string | null;
  readonly accountExpirationDate?: string | null;
  readonly permissions?: JsonValue;
  readonly organizationId?: string | null;
  readonly accountCreationDate?: string | null;
  readonly lastLoginDate?: string | null;
}

export interface UserDraft {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly userType: string;
  readonly email: string;
  readonly password?: string;
  readonly language?: string;
  readonly timeZone?: string;
  readonly divisionId?: string;
  readonly accountExpirationDate?: string;
}

/** The token owner. `brandId` is what SSO brands put behind `#` in usernames. */
export interface Whoami {
  readonly userId: string;
  readonly username: string;
  readonly brandId: string;
  readonly userType?: string;
  readonly datacenter?: string;
  /** The host that Qualtrics would rather be called at (`meta.notice`), when it said so. */
  readonly betterHost?: string;
}

export interface Division {
  readonly id: string;
  readonly name: string;
  readonly status?: string;
}

/** One of Qualtrics' own groups of users (`GR_`), with whom surveys are shared. */
export interface Group {
  readonly id: string;
  readonly name: string;
  /** The id of its type (`GT_`); a list does not tell it. */
  readonly type?: string;
  readonly divisionId?: string | null;
}

export interface GroupDraft {
  readonly name: string;
  readonly type: string;
}

export interface DivisionDraft {
  readonly name: string;
  readonly permissions?: JsonValue;
}
