import type { QualtricsClient } from '../qualtrics/client.ts';
import type { ConnectionStore, ListedUser } from '../store/store.ts';
import type { WriteChecks } from './checks/write-checks.ts';
import type { KeyedLock } from './locks/keyed-lock.ts';
import type { DraftDefaults } from './mapping/draft-user.ts';
import type { AttributeMapping, MappingSettings } from './mapping/user-mapping.ts';
import type { Resource } from './resource.ts';
import type { UserIndex } from './user-index.ts';

export interface UserPolicies {
  readonly onConflict: 'conflict' | 'adopt';
  readonly onDelete: 'disable' | 'delete' | 'disable-then-delete';
  readonly deleteAfterDays: number;
  readonly password: 'generate' | 'pass' | 'omit';
}

/** What the files of this folder share: one brand's two sides and the rules between them. */
export interface UserContext {
  readonly client: QualtricsClient;
  readonly store: ConnectionStore;
  readonly index: UserIndex;
  readonly locks: KeyedLock;
  readonly checks: WriteChecks;
  readonly settings: MappingSettings;
  readonly mapping: readonly AttributeMapping[];
  readonly defaults: DraftDefaults;
  readonly policies: UserPolicies;
  /** Wakes the worker of groups: something is due that the request could not wait for. */
  readonly wake: () => void;
  /** The Qualtrics id of the token's owner, asked once. */
  readonly owner: () => Promise<string>;
}

/** A user as the SCIM side sees it: `meta` without location, which only the SCIM side knows. */
export interface User {
  readonly id: string;
  readonly resource: Resource;
}

/** What a request wants the user to be; may run again on a newer resource, so it must be pure. The same object means nothing to change. */
export type Change = (current: Resource) => Resource;

export function userOf(stored: ListedUser): User {
  return { id: stored.id, resource: stored.resource as Resource };
}
