/*
 * The IdP of the soak: what it sends, in the shares in which IdPs do.
 *
 *   pick an exchange -> claim somebody -> ask -> what the answer says becomes a belief -> the next one
 */
import type { Ask } from './ask.ts';
import type { Beliefs } from './beliefs.ts';
import { addMembers, removeMember } from './group-exchanges.ts';
import type { Random } from './random.ts';
import { comeBack, patchActive, post, putProfile, remove } from './user-changes.ts';
import { getById, listPage, lookUpHit, lookUpMiss } from './user-reads.ts';

export interface PlayedIdp {
  readonly ask: Ask;
  readonly beliefs: Beliefs;
  readonly random: Random;
  readonly groups: readonly { readonly id: string; readonly displayName: string }[];
  /** How many users there were before. */
  readonly seeded: number;
  /** userNames whose POST failed: an account may be there. */
  readonly unknown: Set<string>;
  /** For a new userName. */
  nextNumber(): number;
}

/** One or a few requests that belong together. */
export type Exchange = (idp: PlayedIdp) => Promise<void>;

/** Of a hundred. Between its changes an IdP looks people up: by userName before each cycle, by id before each change. */
const MIX: readonly (readonly [number, Exchange])[] = [
  [36, lookUpHit],
  [8, lookUpMiss],
  [24, getById],
  [4, listPage],
  [9, patchActive],
  [6, putProfile],
  [3, post],
  [1, comeBack],
  [2, remove],
  [4, addMembers],
  [3, removeMember],
];
const all = MIX.flatMap(([share, exchange]) => Array<Exchange>(share).fill(exchange));

/** One connection: one exchange after the other until it is over. */
export async function play(idp: PlayedIdp, isOver: () => boolean): Promise<void> {
  while (!isOver()) await idp.random.pick(all)(idp);
}
