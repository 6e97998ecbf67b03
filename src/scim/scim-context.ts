import type { Groups } from '../provisioning/groups/groups.ts';
import type { Users } from '../provisioning/users.ts';
import type { ResourceSchema } from './schema/attribute.ts';

/** One connection (brand), as the routes see it. */
export interface ScimConnection {
  readonly name: string;
  /** Any of these opens it. Asked for at each request: files of tokens are read again. */
  readonly bearerTokens: () => readonly string[];
  /** Throw ProvisioningError 'store-unavailable' while its database cannot be opened. */
  readonly users: Users;
  readonly groups: Groups;
  /** Counters, by attribute path or dialect id. */
  readonly observed: Readonly<Record<'ignored' | 'dropped' | 'repaired', (name: string) => void>>;
}

/** What the routes need, whichever connection a request is for. */
export interface ScimContext {
  readonly connections: readonly ScimConnection[];
  readonly userSchema: ResourceSchema;
  readonly groupSchema: ResourceSchema;
  /** Of the process, without a slash at its end: `https://scim.example.com`. Never from a request. */
  readonly publicUrl: () => string;
  /** When the answer to a request is due. */
  readonly answerDeadlineMs: number;
}
