/**
 * Members of Qualtrics' own groups (GR_). A user may be in many, so each membership is a fact of its own: a row here,
 * and an entry among those that are due until Qualtrics has it too.
 */

import type { AuditEntry } from './audit.ts';

/** Members that the IdP put there, or those too whom Qualtrics was seen to have. */
export type WhoseMembers = 'named' | 'all';

export interface GroupMemberChange {
  readonly groupId: string;
  /** Users whom the IdP puts there. Who was only seen there is named from now on. */
  readonly named: readonly string[];
  /** Users who were seen there; nothing happens to those who are named. */
  readonly seen: readonly string[];
  readonly remove: readonly string[];
  /** Users of whom Qualtrics has to hear; the rows say whether they are members or not. */
  readonly due: readonly string[];
}

export interface GroupMemberStore {
  /** The ids of the groups of each of these users, oldest membership first. Who is in none is not in the map. */
  ofUsers(userIds: readonly string[]): Promise<Map<string, string[]>>;
  among(groupId: string, userIds: readonly string[], whose: WhoseMembers): Promise<string[]>;
  /** The user ids of the group's members, oldest first, read in portions. */
  rows(groupId: string, whose: WhoseMembers): AsyncIterable<string>;
  /** All of it, with the entries that tell of it, or, on an error, nothing. */
  change(change: GroupMemberChange, entries?: readonly AuditEntry[]): Promise<void>;
  /**
   * Another one after each change of the group's members here, and each that Qualtrics has heard of. Undefined while
   * it has yet to hear of one, and for a group that is not known.
   */
  version(groupId: string): Promise<number | undefined>;
  /** Takes the user out of every group; what the IdP named is due. */
  leaveAll(userId: string): Promise<void>;
  /** Forgets the user's rows and what is due of them. */
  removeUser(userId: string): Promise<void>;
  /** The same for a group. */
  removeGroup(groupId: string): Promise<void>;
}

/** Qualtrics has to hear whether this user is in that group. */
export interface DueMember {
  readonly groupId: string;
  readonly userId: string;
  /** The latest change that it is due of. */
  readonly seq: number;
}

export interface DueMemberStore {
  get(groupId: string, userId: string): Promise<DueMember | undefined>;
  /** Which of these users are due in the group. */
  among(groupId: string, userIds: readonly string[]): Promise<string[]>;
  /** Read in portions; what becomes due meanwhile may or may not be among them. */
  all(): AsyncIterable<DueMember>;
  count(): Promise<number>;
  /** Qualtrics has heard of it; nothing happens when the entry has another seq by now. */
  done(member: DueMember): Promise<void>;
}
