import type { StoredGroup } from '../../store/memberships.ts';
import type { Resource } from '../resource.ts';
import type { UserContext } from '../user-context.ts';
import type { TargetPolicy } from './choose-target.ts';
import type { ConflictPolicy } from './effective-division.ts';

export interface GroupPolicies extends TargetPolicy {
  readonly onConflict: ConflictPolicy;
  /** What somebody did in Qualtrics to users' divisions and memberships stays, or is set back to what the IdP said. */
  readonly handMoves: 'keep' | 'set-back';
  /** Whether a group that an IdP pushes may become a new one at Qualtrics: a division grants a default set of rights. */
  readonly create: 'allow' | 'deny';
  /** What becomes of a group of Qualtrics' own that is deleted over SCIM. */
  readonly onDelete: 'keep' | 'delete';
  /** How many users are settled at a time. */
  readonly concurrency: number;
}

/** What the files of this folder share. */
export interface GroupContext extends UserContext {
  readonly groupPolicies: GroupPolicies;
  /** Divisions to offer as groups, beside those that are found. */
  readonly divisionIds: readonly string[];
  /** Qualtrics' permissions tree for new divisions; undefined: Qualtrics' default. */
  readonly divisionPermissions: DivisionPermissions;
}

export type DivisionPermissions = Resource | undefined;

/** A group without its members, which are read by who needs them. */
export function renderGroup(group: StoredGroup): Resource {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id: group.id,
    ...(group.externalId !== undefined && { externalId: group.externalId }),
    displayName: group.displayName,
    meta: { resourceType: 'Group', created: group.created, lastModified: group.lastModified },
  };
}
