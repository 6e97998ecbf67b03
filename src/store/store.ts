/**
 * What neither side can hold: the index for look-ups, what the IdP sent and Qualtrics has no
 * field for, tombstones, creations under way, who changed what. One interface, one conformance suite
 * (test/store/conformance.ts), one implementation a database.
 */

import type { AuditEntry, AuditStore } from './audit.ts';
import type { DueMemberStore, GroupMemberStore } from './group-members.ts';
import type { LeaseStore } from './leases.ts';
import type { ListingStore } from './listing.ts';
import type { DueMove, DueMoveStore, GroupStore, MembershipStore } from './memberships.ts';
import type { UserCondition } from './user-condition.ts';

/** A JSON document; the store keeps it and looks inside for no more than user-attributes.ts. */
export type Document = { readonly [key: string]: unknown };

/** One user of the index. Dates are ISO 8601 in UTC. */
export interface StoredUser {
  readonly id: string;
  /** The SCIM resource as last rendered, without `meta.location`. */
  readonly resource: Document;
  /** The Qualtrics record as last seen (a full one, or a summary laid over an earlier full one). */
  readonly record: Document;
  /** The resource as the IdP last sent it: externalId and every value that Qualtrics cannot hold as sent. */
  readonly kept: Document;
  readonly keys: UserKeys;
  readonly created: string;
  readonly lastModified: string;
  /** Deleted over SCIM while the account lives on, disabled; such a user is in no look-up, page or scan. */
  readonly deleted?: string;
  /** Not found in Qualtrics since then; `deleted` too, at the same time unless the user was deleted over SCIM before. */
  readonly gone?: string;
  /** When the account is to be deleted for good (policy disable-then-delete). */
  readonly purgeAfter?: string;
}

/** What look-ups compare with; the caller folds case where the schema says so. */
export interface UserKeys {
  readonly userName: string;
  readonly externalId?: string;
  readonly emails: readonly string[];
}

/** What a list shows of a user; the other documents are not even read for it. */
export type ListedUser = Pick<StoredUser, 'id' | 'resource'>;

export interface FoundUsers {
  readonly total: number;
  readonly users: readonly ListedUser[];
}

export type LookUpKey = 'userName' | 'externalId' | 'email';

/** What is over once a user is as put. */
export interface Over {
  /** The userName of a creation. */
  readonly creation?: string;
  /** Nothing happens when the entry has another seq by now. */
  readonly move?: DueMove;
}

/** A creation that was begun and whose end is not known to the store. */
export interface PendingCreation {
  readonly userName: string;
  readonly since: string;
}

/**
 * One connection's (brand's) data; no call here ever sees another connection's. Every method throws
 * StoreError only.
 */
export interface ConnectionStore {
  readonly groups: GroupStore;
  readonly memberships: MembershipStore;
  readonly dueMoves: DueMoveStore;
  readonly audit: AuditStore;
  readonly groupMembers: GroupMemberStore;
  readonly dueMembers: DueMemberStore;
  readonly users: {
    /** Also finds deleted ones. */
    get(id: string): Promise<StoredUser | undefined>;
    lookUp(key: LookUpKey, value: string): Promise<StoredUser[]>;
    /**
     * The deleted user of that userName, the last one when there are several, for the reactivation by POST.
     */
    lookUpDeleted(userName: string): Promise<StoredUser | undefined>;
    /**
     * Inserts or replaces, by id, with the entry that tells of it and the end of what is over: all or, on an error, none;
     * durable when it resolves.
     */
    put(user: StoredUser, entry?: AuditEntry, over?: Over): Promise<void>;
    /** Many at once, all or none; hundreds rather than thousands, because other calls wait meanwhile. */
    putAll(users: readonly StoredUser[]): Promise<void>;
    remove(id: string): Promise<void>;
    /** Users that are not deleted. */
    count(): Promise<number>;
    /**
     * In the order of their first put, which later puts keep; a removed user that is put again comes last.
     * offset from 0.
     */
    page(offset: number, limit: number): Promise<ListedUser[]>;
    /** Those that fulfil the condition: how many, and a page of them as page() would give it. */
    find(condition: UserCondition, offset: number, limit: number): Promise<FoundUsers>;
    /**
     * All that are not deleted and fulfil the condition, in the same order, read in portions; memory does not grow with
     * their number.
     */
    scan(condition?: UserCondition): AsyncIterable<StoredUser>;
    /** Deleted users whose purgeAfter is at or before `now`. */
    duePurges(now: string): Promise<StoredUser[]>;
  };
  readonly listing: ListingStore;
  readonly pendingCreations: {
    /** Replaces an earlier one of the same userName. */
    begin(creation: PendingCreation): Promise<void>;
    get(userName: string): Promise<PendingCreation | undefined>;
    end(userName: string): Promise<void>;
  };
  /** Small facts that outlive the process: when the index was last complete, what the brand can do. */
  readonly facts: {
    get(name: string): Promise<string | undefined>;
    set(name: string, value: string): Promise<void>;
    /** Sets it if it was never set; returns what it is. */
    setOnce(name: string, value: string): Promise<string>;
  };
  /** Absent where one process has the database for itself. */
  readonly leases?: LeaseStore;
  /**
   * What the processes of a connection agree on about calling Qualtrics, by name; may be lost when the database
   * crashes. Absent where the database serves one process.
   */
  readonly pace?: (name: string) => SharedText;
}

/** A text that several processes change. */
export interface SharedText {
  /**
   * Replaces it by what `change` makes of it, which runs again when another process was faster; `now` is the
   * database's clock, in ms since 1970.
   */
  update(change: (kept: string | undefined, now: number) => string): Promise<void>;
}

export interface Store {
  connection(name: string): ConnectionStore;
  /** Writes and reads a row; throws StoreError when the database cannot do its work. */
  check(): Promise<void>;
  close(): Promise<void>;
}
