import type { Groups } from '../provisioning/groups/groups.ts';
import type { Users } from '../provisioning/users.ts';
import type { ResourceSchema } from './schema/attribute.ts';

/** What the routes of one connection need. */
export interface ScimContext {
  readonly users: Users;
  readonly groups: Groups;
  readonly userSchema: ResourceSchema;
  readonly groupSchema: ResourceSchema;
  /** Of this service, without a slash at its end: `https://scim.example.com/scim/v2`. Never from a request. */
  readonly baseUrl: () => string;
  readonly bearerTokens: () => readonly string[];
  /** When the answer to a request is due. */
  readonly answerDeadlineMs: number;
  /** Counters, by attribute path or dialect id. */
  readonly observed: Readonly<Record<'ignored' | 'dropped' | 'repaired', (name: string) => void>>;
}
