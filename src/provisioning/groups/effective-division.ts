import type { DueMove, Membership } from '../../store/memberships.ts';

/** Which of several groups a user's one division is. */
export type ConflictPolicy =
  | { readonly kind: 'latest' }
  /** The first of these that the user is in; users in none of them as with `latest`. */
  | { readonly kind: 'priority'; readonly groupIds: readonly string[] }
  /** A second group is refused before it is in the ledger; should there be two all the same, the first one stays. */
  | { readonly kind: 'reject' };

/** The row that decides a user's division, or undefined when the ledger has no say. `rows` are the user's, oldest first. */
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

export interface MoveFacts extends Pick<DueMove, 'from' | 'since'> {
  /** The user's rows now. */
  readonly rows: readonly Membership[];
  /** What Qualtrics says now. */
  readonly current: string | null;
  /** Where users go whom no group has any more. */
  readonly fallback: string | null;
}

/**
 * The division that a due move ends in. Somebody who is where the ledger never put them was moved in Qualtrics by hand
 * and is left there, unless the IdP has put them into the group that now decides since then.
 */
export function divisionAfter(
  { rows, current, from, since, fallback }: MoveFacts,
  policy: ConflictPolicy,
): string | null {
  const winner = effectiveDivision(rows, policy);
  if (winner && winner.seq >= since) return winner.groupId;
  if (!from.includes(current)) return current;
  return winner ? winner.groupId : fallback;
}
