import type { Membership } from '../../store/memberships.ts';

/** Which of several groups a user's one division is (design D6). */
export type ConflictPolicy =
  | { readonly kind: 'latest' }
  /** The first of these that the user is in; users in none of them as with `latest`. */
  | { readonly kind: 'priority'; readonly groupIds: readonly string[] }
  /** A second group is refused before it is in the ledger; should there be two all the same, the first one stays. */
  | { readonly kind: 'reject' };

/** The division that the ledger gives a user, or undefined when it has no say. `rows` are the user's, oldest first. */
export function effectiveDivision(
  rows: readonly Membership[],
  policy: ConflictPolicy,
): Membership | undefined {
  switch (policy.kind) {
    case 'latest':
      return rows.at(-1);
    case 'priority': {
      const ranked = policy.groupIds.map((id) => rows.find(({ groupId }) => groupId === id));
      return ranked.find((row) => row !== undefined) ?? rows.at(-1);
    }
    case 'reject':
      return rows[0];
  }
}

export interface MoveFacts {
  /** The user's rows now. */
  readonly rows: readonly Membership[];
  /** What Qualtrics says now. */
  readonly current: string | null;
  /** What the ledger gave before the change; undefined when it had no say. */
  readonly from: string | null | undefined;
  /** The change's place in the ledger: rows from here on are new. */
  readonly seq: number;
  /** Where users go whom no group has any more. */
  readonly fallback: string | null;
}

/**
 * The division that a due move ends in. Somebody who was moved in Qualtrics by hand meanwhile is left there, unless the
 * IdP has just put them into the group that now decides.
 */
export function divisionAfter(facts: MoveFacts, policy: ConflictPolicy): string | null {
  const { rows, current, from, seq, fallback } = facts;
  const winner = effectiveDivision(rows, policy);
  const isNew = winner !== undefined && winner.seq >= seq;
  const wasMovedByHand = from !== undefined && current !== from;
  if (wasMovedByHand && !isNew) return current;
  if (winner !== undefined) return winner.groupId;
  return from === undefined ? current : fallback;
}
