import type { MembershipStore } from '../../store/memberships.ts';

/** One step of a request on a group's members, in the request's order. Ids may repeat. */
export type MemberStep =
  | { readonly kind: 'add' | 'remove' | 'replace'; readonly ids: readonly string[] }
  | { readonly kind: 'removeAll' }
  | { readonly kind: 'removeWhere'; readonly matches: (userId: string) => boolean };

/** What the steps come to, each user once. */
export interface MemberChanges {
  /** Users who have no row in the group and get one. */
  readonly add: readonly string[];
  /** Users who have a row, and go. */
  readonly remove: readonly string[];
  /** Users who have no row and were named to go: they may be members by Qualtrics' word alone. */
  readonly turnOut: readonly string[];
  /** Users who were named or had a row in the way, whether or not that changes anything. */
  readonly touched: readonly string[];
}

export const NO_CHANGES: MemberChanges = { add: [], remove: [], turnOut: [], touched: [] };

/**
 * Only a step that speaks of all members reads them all. It speaks of those whom the IdP put into the group: who is in
 * the division without its doing goes when named, and only then.
 */
export async function memberChanges(
  memberships: Pick<MembershipStore, 'rows' | 'among'>,
  groupId: string,
  steps: readonly MemberStep[],
): Promise<MemberChanges> {
  const isIn = new Map<string, boolean>();
  for (const step of steps) {
    if (step.kind === 'add' || step.kind === 'remove') {
      for (const id of step.ids) isIn.set(id, step.kind === 'add');
      continue;
    }
    const stay = new Set(step.kind === 'replace' ? step.ids : []);
    const goes = (id: string) => (step.kind === 'removeWhere' ? step.matches(id) : !stay.has(id));
    for (const id of isIn.keys()) if (goes(id)) isIn.set(id, false);
    for await (const id of memberships.rows(groupId)) if (goes(id)) isIn.set(id, false);
    for (const id of stay) isIn.set(id, true);
  }
  const touched = [...isIn.keys()];
  const here = new Set(await memberships.among(groupId, touched));
  return {
    add: touched.filter((id) => isIn.get(id) && !here.has(id)),
    remove: touched.filter((id) => !isIn.get(id) && here.has(id)),
    turnOut: touched.filter((id) => !isIn.get(id) && !here.has(id)),
    touched,
  };
}
