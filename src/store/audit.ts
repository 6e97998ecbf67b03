/** What was asked, by whom, what it changed and what Qualtrics said to it: one entry for each change. */

export interface AuditEntry {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly time: string;
  readonly resourceType: 'User' | 'Group';
  /** Qualtrics' id of the user or division; absent for a creation that was refused. */
  readonly id?: string;
  readonly action: AuditAction;
  /** `done`, or the code of the failure. A change that failed may have landed all the same, when Qualtrics did not answer. */
  readonly outcome: string;
  readonly askedBy: AskedBy;
  /** Fields of the Qualtrics record. Permissions: that they changed, without the tree. */
  readonly fields?: Changes;
  /** Attributes that only the bridge keeps. */
  readonly kept?: Changes;
  /** Ids of users whom the IdP put into a group or took out of it. */
  readonly members?: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Qualtrics' own id of the call, for its support. */
  readonly upstreamRequestId?: string;
}

export type AuditAction =
  | 'create'
  | 'adopt'
  | 'change'
  | 'deactivate'
  | 'reactivate'
  | 'move'
  | 'delete'
  | 'restore'
  | 'purge'
  | 'members'
  /** A user was read again and is not as it was written: fields without a value, unchanged ones, other ones. */
  | 'emptied'
  | 'ignored'
  | 'differs'
  /** Fields that Qualtrics emptied got their values back. */
  | 'put-back';

/** The request of a client, or a task of the bridge itself. */
export type AskedBy =
  | { readonly task: BridgeTask }
  | {
      /** Tells the client's bearer token from others, and nothing of it. */
      readonly token: string;
      readonly method: string;
      /** A template such as `/scim/v2/Users/:id`. */
      readonly route: string;
      /** As in the log. */
      readonly requestId: string;
      readonly userAgent?: string;
    };

export type BridgeTask = 'listing' | 'moves' | 'purge' | 'check' | 'audit';

/** By name; without `from` or `to` where there was or is no value. */
export type Changes = { readonly [name: string]: { readonly from?: unknown; readonly to?: unknown } };

export interface AuditQuery {
  readonly id?: string;
  /** The first time and the time before which; ISO 8601 in UTC. */
  readonly since?: string;
  readonly until?: string;
}

export interface AuditStore {
  add(entries: readonly AuditEntry[]): Promise<void>;
  /** In the order of their time, read in portions. */
  entries(query?: AuditQuery): AsyncIterable<AuditEntry>;
  /** Takes the oldest entries from before that time away, `limit` at most; returns how many. */
  prune(before: string, limit: number): Promise<number>;
}
