/**
 * The listing of GET /users into the index:
 *
 *   each page -> lay the summaries over what is known -> put what differs -> note whom it named, and how far it is
 *   at the end -> who was not named is asked for -> gone upstream? shown no more; at the second time, forgotten
 *
 * A process that takes over from one that died, or comes back after an outage, goes on with the page that was read last:
 * whoever was on the next one has moved up into it when others left meanwhile. For the same reason nobody is taken for
 * gone because they were not listed.
 */
import type { UserSummary } from '../qualtrics/records.ts';
import type { Listing } from '../store/listing.ts';
import { isPassing, isQualtrics } from './failures.ts';
import { forgetUser } from './forget-user.ts';
import { loseUser } from './gone-user.ts';
import { indexSummaries } from './index-summaries.ts';
import { isBareNotFound } from './read-user.ts';
import type { UserContext } from './user-context.ts';

/** How long Qualtrics' tokens for a next page last is not known; and the older the page, the more has shifted since. */
const RESUMABLE_MS = 10 * 60_000;

export interface SyncSettings {
  readonly signal: AbortSignal;
  /** A listing that began before then is not gone on with. */
  readonly since: Date | undefined;
  /** A page is in the index. Returns how many of these are in another division than the ledger gives them. */
  readonly onPage: (page: readonly UserSummary[]) => Promise<number>;
  /** At the beginning and after each page. */
  readonly onProgress: (listing: Listing) => void;
}

/** Ends the listing that was under way, or makes a whole one; returns it. */
export async function syncUsers(context: UserContext, settings: SyncSettings): Promise<Listing> {
  const last = await context.store.listing.get();
  const listed = await readPages(context, settings, last);
  const options = { lane: 'background', signal: settings.signal } as const;
  for await (const id of context.store.listing.unnamed(listed.number)) {
    if (!(await isSettled(context, id, listed, options))) break;
  }
  const ended = { ...listed, ended: new Date().toISOString() };
  await context.store.listing.put(ended, []);
  return ended;
}

async function readPages(
  context: UserContext,
  settings: SyncSettings,
  last: Listing | undefined,
): Promise<Listing> {
  if (!last || !isResumable(last, settings.since)) return await readOn(context, settings, following(last));
  try {
    return await readOn(context, settings, last);
  } catch (failure) {
    // What the place of the page is called is Qualtrics' own matter, and it may have forgotten it.
    if (!isQualtrics(failure, 'invalid', 'not-found')) throw failure;
    return await readOn(context, settings, following(last));
  }
}

function isResumable({ began, read, ended }: Listing, since: Date | undefined): boolean {
  const isWanted = ended === undefined && Date.parse(began) >= (since?.getTime() ?? 0);
  return isWanted && read !== undefined && Math.abs(Date.now() - Date.parse(read)) < RESUMABLE_MS;
}

function following(last: Listing | undefined): Listing {
  const expected = last?.ended === undefined ? last?.expected : last.listed;
  const began = new Date().toISOString();
  return { number: (last?.number ?? 0) + 1, began, listed: 0, drifted: 0, ...(expected && { expected }) };
}

async function readOn(context: UserContext, settings: SyncSettings, from: Listing): Promise<Listing> {
  const { signal, onPage, onProgress } = settings;
  const asked = new Date();
  let listing = from;
  onProgress(listing);
  if (listing.page === null) return listing;
  for await (const { users, next } of context.client.users.list(
    { lane: 'background', signal },
    listing.page,
  )) {
    await indexSummaries(context, users, asked);
    const drifted = listing.drifted + (await onPage(users));
    const read = new Date().toISOString();
    const named = users.map(({ id }) => id);
    // As it was before this page, which is read again by who goes on.
    await context.store.listing.put({ ...listing, read }, named);
    listing = { ...listing, read, page: next ?? null, listed: listing.listed + users.length, drifted };
    onProgress(listing);
  }
  await context.store.listing.put(listing, []);
  return listing;
}

/** Asks for somebody who was not listed. False in an outage: the rest is left to the next listing. */
async function isSettled(
  context: UserContext,
  id: string,
  { began }: Listing,
  options: { lane: 'background'; signal: AbortSignal },
): Promise<boolean> {
  const stored = await context.store.users.get(id);
  // Too new for the list.
  if (!stored || stored.lastModified >= began) return true;
  const asked = new Date();
  try {
    await indexSummaries(context, [await context.client.users.get(id, options)], asked);
  } catch (failure) {
    // The list says the same, so a 404 needs no code.
    const isGone = isQualtrics(failure, 'not-found') || isBareNotFound(failure);
    if (isGone && stored.gone !== undefined && stored.gone < began) await forgetUser(context, id);
    else if (isGone) await loseUser(context, id);
    else if (isPassing(failure)) return false;
    else if (!isQualtrics(failure)) throw failure;
  }
  return true;
}
