import { randomInt } from 'node:crypto';
import type { Listing } from '../store/listing.ts';
import type { ConnectionStore } from '../store/store.ts';
import { within } from './within.ts';

const COMPLETED = 'users.listed';

export interface UserIndex {
  /** Whether a miss in the index is a miss in Qualtrics: a whole listing has ended recently. */
  isFresh(): boolean;
  /** When the last whole listing ended, if ever. */
  completed(): Date | undefined;
  /** How far the listing under way is; undefined when there is none, or it waits for its turn. */
  progress(): Listing | undefined;
  /** Why the last listing failed; undefined when it did not. */
  lastFailure(): unknown;
  /**
   * Lists now; whoever asks meanwhile shares that listing, unless it began before `since`: then they share the next
   * one. Throws ProvisioningError 'unavailable' when `signal` fires first; the listing goes on.
   */
  refresh(signal: AbortSignal, since?: Date): Promise<void>;
  /** Lists now, unless another replica has done so lately: one that was at it has died, maybe. */
  look(): void;
  /** Lists soon, from the first page on: after the listing under way, if there is one. */
  listNow(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface ListingRun {
  /** Only a whole listing will do, or the rest of one that broke off and began then or later. */
  readonly since: Date | undefined;
  readonly isDone: () => Promise<boolean>;
  readonly onProgress: (listing: Listing) => void;
}

export interface UserIndexSettings {
  readonly store: ConnectionStore;
  /**
   * Makes a listing, or ends one that broke off. Where there are other replicas it waits for its turn and asks then
   * whether one of them has done it; undefined: so it is.
   */
  readonly list: (signal: AbortSignal, run: ListingRun) => Promise<Listing | undefined>;
  readonly intervalMs: number;
  readonly onProgress: (listing: Listing) => void;
  readonly onListed: (users: number, ms: number) => void;
  readonly onFailure: (failure: unknown) => void;
  /** The index was complete at that time, by a listing of whichever replica. */
  readonly onComplete: (at: Date) => void;
}

const RETRY_MS = 30_000;
/** Clocks of replicas differ. */
const SKEW_MS = 60_000;

/** Keeps the index near Qualtrics: lists at the start unless that was done lately, then at intervals with jitter. */
export function createUserIndex(settings: UserIndexSettings): UserIndex {
  const stopping = new AbortController();
  let completed: Date | undefined;
  /** When this replica's own last whole listing began, in ms. */
  let listedFrom = 0;
  let failure: unknown;
  let running: Promise<void> | undefined;
  let progress: Listing | undefined;
  let timer: NodeJS.Timeout | undefined;

  function isComplete(at: Date): void {
    completed = at;
    settings.onComplete(at);
  }

  /** What was last listed by whichever replica. */
  async function learn(): Promise<void> {
    const last = await settings.store.facts.get(COMPLETED);
    // One in the future is of a clock that was wrong: nobody knows when that listing was.
    if (last !== undefined && Date.parse(last) <= Date.now() + SKEW_MS) isComplete(new Date(last));
  }

  async function listOnce(since: Date | undefined): Promise<void> {
    const listing = await settings.list(stopping.signal, {
      since,
      async isDone() {
        await learn();
        return since === undefined && ageMs() < settings.intervalMs;
      },
      onProgress(now) {
        progress = now;
        settings.onProgress(now);
      },
    });
    if (listing === undefined) return;
    const now = new Date();
    await settings.store.facts.set(COMPLETED, now.toISOString());
    isComplete(now);
    listedFrom = Date.parse(listing.began);
    settings.onListed(listing.listed, now.getTime() - listedFrom);
  }

  function shared(since?: Date): Promise<void> {
    running ??= listOnce(since)
      .then(
        () => {
          failure = undefined;
        },
        (reason: unknown) => {
          failure = reason;
          throw reason;
        },
      )
      .finally(() => {
        running = undefined;
        progress = undefined;
      });
    return running;
  }

  function schedule(ms: number): void {
    if (stopping.signal.aborted) return;
    clearTimeout(timer);
    timer = setTimeout(() => tick(), ms + randomInt(Math.ceil(ms / 10) + 1));
    timer.unref();
  }

  function tick(since?: Date): void {
    shared(since).then(
      () => schedule(Math.max(0, settings.intervalMs - ageMs())),
      (failure: unknown) => {
        if (!stopping.signal.aborted) settings.onFailure(failure);
        schedule(Math.min(RETRY_MS, settings.intervalMs));
      },
    );
  }

  const ageMs = () => (completed ? Date.now() - completed.getTime() : Number.POSITIVE_INFINITY);
  const isFresh = () => ageMs() < 2 * settings.intervalMs;

  return {
    isFresh,
    completed: () => completed,
    progress: () => progress,
    lastFailure: () => failure,
    async refresh(signal, since) {
      const from = since?.getTime() ?? 0;
      if (running && progress && Date.parse(progress.began) < from)
        await within(
          signal,
          running.catch(() => undefined),
        );
      // Again where what was shared turned out to be the rest of an older one, or another replica's.
      do await within(signal, shared(since));
      while (listedFrom < from);
    },
    look() {
      if (!stopping.signal.aborted) tick();
    },
    listNow() {
      const asked = new Date();
      void Promise.resolve(running)
        .catch(() => {})
        .then(() => stopping.signal.aborted || tick(asked));
    },
    async start() {
      await learn();
      if (ageMs() < settings.intervalMs) schedule(settings.intervalMs - ageMs());
      else tick();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running?.catch(() => undefined);
    },
  };
}
