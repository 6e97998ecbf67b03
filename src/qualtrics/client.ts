import type { Circuit } from './breaker.ts';
import type { LimiterState } from './limiter.ts';
import type {
  Division,
  DivisionDraft,
  Group,
  GroupDraft,
  UserDraft,
  UserRecord,
  UserSummary,
  Whoami,
} from './records.ts';

/** Who waits: deactivations go first, background work last. */
export type Lane = 'deactivation' | 'interactive' | 'background';

export interface CallOptions {
  readonly lane?: Lane;
  /** The whole operation's deadline; a call never outlives it. */
  readonly signal?: AbortSignal;
  /** Asked right before a write goes out; what it throws, or an abort of the signal, keeps the write back. */
  readonly confirm?: () => void;
  /** From when it fires the call goes in the lane of deactivations, also when it waits already. */
  readonly hurried?: AbortSignal;
}

/** How a call waits for its turn; as in CallOptions. */
export interface Waiting {
  readonly lane: Lane;
  readonly signal?: AbortSignal | undefined;
  readonly hurried?: AbortSignal | undefined;
}

/** A write that was done. */
export interface Receipt {
  /** Qualtrics' own id of the call, where it gives one. */
  readonly requestId: string | undefined;
}

export interface UserListPage {
  readonly users: readonly UserSummary[];
  /** Where the following page is; undefined at the end. */
  readonly next: string | undefined;
}

export interface ClientState {
  readonly circuit: Circuit;
  readonly limiter: LimiterState;
}

/**
 * Qualtrics API v3, as far as user provisioning needs it. Every method throws QualtricsError, or what the pace that is
 * shared with other processes failed with.
 * Records are dialect-free: both dialects of the API come out the same.
 */
export interface QualtricsClient {
  whoami(options?: CallOptions): Promise<Whoami>;
  readonly users: {
    /**
     * Every user, a page at a time, from the first page or from the `next` of an earlier one: the summary fields only
     * (GET /users has 8).
     */
    list(options?: CallOptions, from?: string): AsyncIterable<UserListPage>;
    /**
     * `GET /users?username=`: the users of exactly that username (any letter case), or undefined where the brand
     * ignores the filter (an unfiltered page came back), so that the caller falls back to list().
     */
    findByUsername(username: string, options?: CallOptions): Promise<UserSummary[] | undefined>;
    get(id: string, options?: CallOptions): Promise<UserRecord>;
    /** The new id is all that Qualtrics answers. Not retried: the caller looks first. */
    create(draft: UserDraft, options?: CallOptions): Promise<Receipt & { readonly id: string }>;
    /** The full-record PUT: the writable fields of `after`. Not retried: the caller reads again. */
    replace(before: UserRecord, after: UserRecord, options?: CallOptions): Promise<Receipt>;
    delete(id: string, options?: CallOptions): Promise<Receipt>;
  };
  readonly divisions: {
    /** Every division, or undefined where the brand has no list (404). */
    list(options?: CallOptions): Promise<Division[] | undefined>;
    get(id: string, options?: CallOptions): Promise<Division>;
    create(draft: DivisionDraft, options?: CallOptions): Promise<string>;
    update(
      id: string,
      changes: Partial<DivisionDraft> & { status?: string },
      options?: CallOptions,
    ): Promise<void>;
  };
  readonly groups: {
    list(options?: CallOptions): Promise<Group[]>;
    get(id: string, options?: CallOptions): Promise<Group>;
    /** Returns the new id. Not retried: nothing keeps Qualtrics from making two of a name. */
    create(draft: GroupDraft, options?: CallOptions): Promise<string>;
    /** PUT of `group`, which was read, under another name; its type and division go along as they are. */
    rename(group: Group, name: string, options?: CallOptions): Promise<void>;
    delete(id: string, options?: CallOptions): Promise<void>;
    /** The ids of the members, a page at a time. */
    members(id: string, options?: CallOptions): AsyncIterable<string[]>;
    addMember(id: string, userId: string, options?: CallOptions): Promise<void>;
    /** Throws 'not-found' also for who is no member. */
    removeMember(id: string, userId: string, options?: CallOptions): Promise<void>;
  };
  /** How things are at the moment, for readiness and metrics; calls nobody. */
  state(): ClientState;
  close(): Promise<void>;
}
