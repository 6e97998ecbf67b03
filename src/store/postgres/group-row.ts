import type { StoredGroup } from '../memberships.ts';

/** A row of groups as it is read. */
export type GroupRow = {
  /** A bigint, which pg gives as text. */
  seq: string;
  content: string;
};

/** Groups from before there were two kinds do not tell theirs. */
export function toStoredGroup({ content }: Pick<GroupRow, 'content'>): StoredGroup {
  return { target: 'division', ...JSON.parse(content) };
}
