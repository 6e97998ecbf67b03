/** What the store keeps of groups: the groups themselves, who the IdP put into which, and moves that are due. */

import type { AuditEntry } from './audit.ts';

/** What a group is at Qualtrics: a division, of which a user has one at most, or one of its own groups of users (GR_). */
export type GroupTarget = 'division' | 'group';

/** One group. Dates are ISO 8601 in UTC. */
export interface StoredGroup {
  /** The division's or group's id. */
  readonly id: string;
  readonly target: GroupTarget;
  readonly displayName: string;
  readonly externalId?: string;
  readonly created: string;
  readonly lastModified: string;
  /** Deleted over SCIM; at Qualtrics it may live on: a division can't be deleted. Such a group is in no look-up or page. */
  readonly deleted?: string;
}

/** The IdP put a user into a group. `seq` grows with each change of the ledger: the larger, the later. */
export interface Membership {
  readonly groupId: string;
  readonly userId: string;
  readonly seq: number;
}

/** A user's division may have to change, and has not been made to yet. */
export interface DueMove {
  readonly userId: string;
  /**
   * Where the ledger may have put the user so far (null: no division). Who is anywhere else was moved by somebody in
   * Qualtrics.
   */
  readonly from: readonly (string | null)[];
  /** The change that made it due. Rows from here on are newer than all that was settled. */
  readonly since: number;
  /** The latest change that it is due of. */
  readonly seq: number;
}

export interface LedgerChange {
  readonly groupId: string;
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /**
   * One for each user whose division may have to change. One that is due already keeps its `since`, adds to its `from`
   * and gets a new seq.
   */
  readonly due: readonly Pick<DueMove, 'userId' | 'from'>[];
}

/** A user, and what Qualtrics has as their division. */
export interface UserInDivision {
  readonly id: string;
  readonly divisionId: string | undefined;
}

export type GroupLookUpKey = 'displayName' | 'externalId';

export interface GroupStore {
  /** Also finds deleted ones. */
  get(id: string): Promise<StoredGroup | undefined>;
  /** displayName in any letter case (fold-case.ts), externalId exactly. */
  lookUp(key: GroupLookUpKey, value: string): Promise<StoredGroup[]>;
  /** The deleted group of that displayName and kind, the last one when there are several. */
  lookUpDeleted(displayName: string, target: GroupTarget): Promise<StoredGroup | undefined>;
  put(group: StoredGroup): Promise<void>;
  /** Groups that are not deleted. */
  count(): Promise<number>;
  /** Those of these that are not deleted, in the order of page(). */
  among(ids: readonly string[]): Promise<StoredGroup[]>;
  /**
   * The groups that each of these users is in, without those that are deleted or not known: of divisions those of the
   * ledger, oldest membership first, or, for whom the ledger knows nothing of, the one that Qualtrics has; then
   * Qualtrics' own.
   */
  ofUsers(users: readonly UserInDivision[]): Promise<readonly (readonly StoredGroup[])[]>;
  /** In the order of their first put. offset from 0. */
  page(offset: number, limit: number): Promise<StoredGroup[]>;
  /** The same, all of them, in portions. */
  scan(): AsyncIterable<StoredGroup>;
}

/** Who is in which division, as the IdP said it. */
export interface MembershipStore {
  /**
   * The rows of these users, oldest first. Who has none is in the map only while a move is due: the ledger has just let
   * go of them, so what Qualtrics says of their division does not count.
   */
  ofUsers(userIds: readonly string[]): Promise<Map<string, Membership[]>>;
  /** Which of these users have a row in the group. */
  among(groupId: string, userIds: readonly string[]): Promise<string[]>;
  /** The user ids of the group's rows, oldest first, read in portions. */
  rows(groupId: string): AsyncIterable<string>;
  /**
   * The ids of users whose record has that `divisionId` and who have neither a row in any group nor a move due, read in
   * portions: members by Qualtrics' word alone. Users deleted over SCIM are not among them.
   */
  seenIn(divisionId: string): AsyncIterable<string>;
  /** Which of these the index has as users that are not deleted. */
  usersAmong(userIds: readonly string[]): Promise<string[]>;
  /** Every `divisionId` that a record of the index has, each once. */
  divisionIds(): Promise<string[]>;
  /**
   * All of it, with the entries that tell of it, or, on an error, nothing. Adding a row that is there, or removing one
   * that is not, changes nothing.
   */
  change(change: LedgerChange, entries?: readonly AuditEntry[]): Promise<void>;
  /** Forgets the user's rows and due move. */
  removeUser(userId: string): Promise<void>;
}

export interface DueMoveStore {
  get(userId: string): Promise<DueMove | undefined>;
  /** Which of these users have a move due. */
  among(userIds: readonly string[]): Promise<string[]>;
  /** Read in portions; what becomes due meanwhile may or may not be among them. */
  all(): AsyncIterable<DueMove>;
  count(): Promise<number>;
}
