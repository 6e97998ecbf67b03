import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredUser } from '../store/store.ts';
import { createRounds, type Round, type Rounds } from './background-rounds.ts';
import { isQualtrics } from './failures.ts';
import { indexSummaries } from './index-summaries.ts';
import type { KeyedLock } from './locks/keyed-lock.ts';
import type { Operation } from './operation.ts';
import type { UserContext } from './user-context.ts';

export interface HydrationSettings {
  readonly context: () => Promise<UserContext>;
  readonly locks: KeyedLock;
  /** Users to read, at most. */
  readonly perMinute: number;
  /** `read`: how many users of a round were read. */
  readonly onRound: (round: Round<{ readonly read: number }>) => void;
}

/** What GET /users/{id} gives, GET /users does not, and the index keeps. */
const DETAILS = [
  'language',
  'timeZone',
  'accountExpirationDate',
  'organizationId',
  'accountCreationDate',
  'lastLoginDate',
] as const;

/**
 * Reads those users one by one of whom only the list was seen yet, behind all other calls: lists and filters know their
 * language, time zone and the like from then on. Who was read is known by the record, so a round that broke off is gone
 * on with by the next one, of whichever replica.
 */
export function createHydration({ context, locks, perMinute, onRound }: HydrationSettings): Rounds {
  async function hydrate(held: Operation): Promise<{ read: number }> {
    const known = await context();
    let read = 0;
    for await (const user of known.store.users.scan()) {
      if (isHydrated(user)) continue;
      await sleep(60_000 / perMinute, undefined, { signal: held.signal });
      if (await hydrated(known, user.id, held)) read += 1;
    }
    return { read };
  }

  return createRounds({ task: 'listing', key: 'work:hydration', locks, work: hydrate, onRound });
}

function isHydrated({ record }: StoredUser): boolean {
  return DETAILS.some((field) => field in record);
}

/** False where that user alone cannot be read. Throws what ends the round: an outage, a busy brand, a bad credential. */
async function hydrated(context: UserContext, id: string, { lane, signal }: Operation): Promise<boolean> {
  const asked = new Date();
  try {
    await indexSummaries(context, [await context.client.users.get(id, { lane, signal })], asked);
    return true;
  } catch (failure) {
    if (!isQualtrics(failure, ...OF_ONE_USER) || failure.heldBack) throw failure;
    return false;
  }
}

const OF_ONE_USER = ['not-found', 'invalid', 'malformed', 'unavailable', 'timeout'] as const;
