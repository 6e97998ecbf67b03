import { randomInt } from 'node:crypto';
import type { ConnectionStore } from '../store/store.ts';
import { within } from './within.ts';

const COMPLETED = 'users.listed';

export interface UserIndex {
  /** Whether a miss in the index is a miss in Qualtrics: a whole listing has ended recently. */
  isFresh(): boolean;
  /** When the last whole listing ended, if ever. */
  completed(): Date | undefined;
  /** Why the last listing failed; undefined when it did not. */
  lastFailure(): unknown;
  /**
   * Lists now; whoever asks meanwhile shares that listing, unless it began before `since`: then they share the next
   * one. Throws ProvisioningError 'unavailable' when `signal` fires first; the listing goes on.
   */
  refresh(signal: AbortSignal, since?: Date): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface UserIndexSettings {
  readonly store: ConnectionStore;
  readonly list: (signal: AbortSignal) => Promise<number>;
  readonly intervalMs: number;
  readonly onListed: (users: number, ms: number) => void;
  readonly onFailure: (failure: unknown) => void;
}

const RETRY_MS = 30_000;

/** Keeps the index near Qualtrics: lists at the start unless that was done lately, then at intervals with jitter. */
export function createUserIndex(settings: UserIndexSettings): UserIndex {
  const stopping = new AbortController();
  let completed: Date | undefined;
  let failure: unknown;
  let running: Promise<void> | undefined;
  let began = 0;
  let timer: NodeJS.Timeout | undefined;

  async function listOnce(): Promise<void> {
    began = Date.now();
    const users = await settings.list(stopping.signal);
    completed = new Date();
    await settings.store.facts.set(COMPLETED, completed.toISOString());
    settings.onListed(users, Date.now() - began);
  }

  function shared(): Promise<void> {
    running ??= listOnce()
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
      });
    return running;
  }

  function schedule(ms: number): void {
    if (stopping.signal.aborted) return;
    timer = setTimeout(tick, ms + randomInt(Math.ceil(ms / 10) + 1));
    timer.unref();
  }

  function tick(): void {
    shared().then(
      () => schedule(settings.intervalMs),
      (failure: unknown) => {
        if (!stopping.signal.aborted) settings.onFailure(failure);
        schedule(Math.min(RETRY_MS, settings.intervalMs));
      },
    );
  }

  const isFresh = () => completed !== undefined && Date.now() - completed.getTime() < 2 * settings.intervalMs;

  return {
    isFresh,
    completed: () => completed,
    lastFailure: () => failure,
    async refresh(signal, since = new Date(0)) {
      if (running && began < since.getTime())
        await within(
          signal,
          running.catch(() => undefined),
        );
      await within(signal, shared());
    },
    async start() {
      const before = await settings.store.facts.get(COMPLETED);
      // One in the future is of a clock that was wrong: nobody knows when that listing was.
      if (before !== undefined && Date.parse(before) <= Date.now()) completed = new Date(before);
      const age = completed ? Date.now() - completed.getTime() : Number.POSITIVE_INFINITY;
      if (age < settings.intervalMs) schedule(settings.intervalMs - age);
      else tick();
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await running?.catch(() => undefined);
    },
  };
}
