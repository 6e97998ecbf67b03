/**
 * Which writes are checked, and when:
 *
 *   a PUT was done -> always: read back at once, before the answer
 *                  -> sample: remembered. The next read of that user, whoever asks for it, is compared, which costs no call
 *                       -> not as written? read again a little later, because a read may be behind a write
 *                     the first writes and one of a hundred: read back later, behind all requests
 *   fields were emptied -> for an hour every write is read back at once
 *
 * No check fails the request whose write it is about. What a process remembers is forgotten with it.
 */
import type { UserRecord } from '../../qualtrics/records.ts';
import { isNotFound } from '../failures.ts';
import { indexUser } from '../index-user.ts';
import { inBackground, type Operation } from '../operation.ts';
import type { Replacement } from '../read-modify-write.ts';
import type { Resource } from '../resource.ts';
import type { UserContext } from '../user-context.ts';
import { type CheckedWrite, checkWrite } from './check-write.ts';
import { compareRecord, type Finding } from './compare-record.ts';
import { wasChangedSince } from './was-changed-since.ts';
import { writesInARow } from './writes-in-a-row.ts';

export interface WriteChecks {
  /** For the holder of the user's lock, after a PUT. The record where it was read back; never throws. */
  wrote(context: UserContext, done: Replacement, operation: Operation): Promise<UserRecord | undefined>;
  /** A record was read; `began`: performance.now() before that. */
  saw(context: UserContext, record: UserRecord, began: number): void;
  /** The record that was just read, with the emptied values that a check is to put back; else the same object. */
  restored(read: UserRecord): UserRecord;
  /** Names of the fields that Qualtrics emptied within the last hour. */
  emptied(): readonly string[];
  stop(): Promise<void>;
}

export interface WriteChecksSettings {
  readonly mode: 'never' | 'sample' | 'always';
  /** When the writes of the sample are read back. */
  readonly afterMs: number;
  readonly onChecked: (checked: Pick<CheckedWrite, 'id' | 'findings' | 'putBack'>) => void;
  /** A write could not be checked, however often it was tried. */
  readonly onFailed: (failure: unknown) => void;
}

interface Remembered {
  readonly done: Replacement;
  readonly at: number;
  /** How the first read since was otherwise; it is looked into. */
  readonly findings?: readonly Finding[];
}

const FIRST = 3;
const ONE_IN = 100;
/** Later than that somebody may well have changed the user in Qualtrics. */
const REMEMBERED_MS = 60_000;
const REMEMBERED_MOST = 500;
const SOON_MS = 2_000;
const ATTEMPTS = 5;
const STRICT_MS = 60 * 60 * 1_000;

export function createWriteChecks({ mode, afterMs, onChecked, onFailed }: WriteChecksSettings): WriteChecks {
  const remembered = new Map<string, Remembered>();
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  const knownIgnored = new Set<string>();
  const emptied = new Set<string>();
  let strictUntil = 0;
  let writes = 0;

  function note(checked: CheckedWrite): void {
    for (const { field, kind } of checked.findings) {
      if (kind === 'ignored') knownIgnored.add(field);
      if (kind !== 'emptied') continue;
      emptied.add(field);
      strictUntil = Date.now() + STRICT_MS;
    }
    onChecked(checked);
  }

  function remember(done: Replacement): void {
    const { id } = done.after;
    remembered.set(id, { done, at: performance.now() });
    const [oldest = id] = remembered.keys();
    if (remembered.size > REMEMBERED_MOST) remembered.delete(oldest);
  }

  function forget(done: Replacement): void {
    if (remembered.get(done.after.id)?.done === done) remembered.delete(done.after.id);
  }

  function checkLater(context: UserContext, done: Replacement, ms: number, attempt = 1): void {
    const { id } = done.after;
    if (stopping.signal.aborted || timers.size >= REMEMBERED_MOST) return;
    clearTimeout(timers.get(id));
    const begin = () => {
      timers.delete(id);
      const task = check(context, done, attempt).finally(() => running.delete(task));
      running.add(task);
    };
    timers.set(id, setTimeout(begin, ms).unref());
  }

  async function check(context: UserContext, done: Replacement, attempt: number): Promise<void> {
    const again = () => checkLater(context, done, SOON_MS * 4 ** attempt, attempt + 1);
    try {
      await context.locks.holdFree([done.after.id], async ([free], { confirm, hurried }) => {
        // Somebody writes to the user at the moment; if so, there is nothing left to check afterwards.
        if (free === undefined) return attempt < ATTEMPTS ? again() : undefined;
        if (await wasChangedSince(context.store, done)) return forget(done);
        const operation = { ...inBackground('check', stopping.signal), confirm, hurried };
        const checked = await checkWrite(context, done, unlessHurried(operation));
        note(checked);
        forget(done);
        await index(context, checked, confirm);
      });
    } catch (failure) {
      if (stopping.signal.aborted || isNotFound(failure)) return;
      if (attempt < ATTEMPTS) again();
      else onFailed(failure);
    }
  }

  function saw(context: UserContext, record: UserRecord, began: number): void {
    const { id } = record;
    const write = remembered.get(id);
    if (!write || write.findings || began < write.at) return;
    remembered.delete(id);
    if (began - write.at > REMEMBERED_MS) return;
    const findings = compareRecord(context.mapping, write.done, record);
    if (findings.length === 0) {
      clearTimeout(timers.get(id));
      timers.delete(id);
      onChecked({ id, findings, putBack: [] });
    } else if (findings.some(({ field, kind }) => kind !== 'ignored' || !knownIgnored.has(field))) {
      remembered.set(id, { ...write, findings });
      checkLater(context, write.done, Math.min(SOON_MS, afterMs));
    }
  }

  return {
    async wrote(context, done, operation) {
      if (mode === 'never' || done.time === undefined) return undefined;
      const written = await writesInARow(context.store, remembered.get(done.after.id), done);
      remembered.delete(done.after.id);
      if (mode === 'always' || Date.now() < strictUntil) {
        try {
          const checked = await checkWrite(context, written, unlessHurried(operation));
          note(checked);
          return checked.record;
        } catch {
          remember(written);
          checkLater(context, written, SOON_MS);
          return undefined;
        }
      }
      remember(written);
      writes += 1;
      if (written !== done) checkLater(context, written, Math.min(SOON_MS, afterMs));
      else if (writes <= FIRST || writes % ONE_IN === 0) checkLater(context, done, afterMs);
      if (done.seen) saw(context, done.seen, performance.now());
      return undefined;
    },
    saw,
    restored(read) {
      const { findings = [] } = remembered.get(read.id) ?? {};
      const lost = findings.filter(({ field, kind }) => kind === 'emptied' && !read[field]);
      if (lost.length === 0) return read;
      return { ...read, ...Object.fromEntries(lost.map(({ field, wanted }) => [field, wanted] as const)) };
    },
    emptied: () => (Date.now() < strictUntil ? [...emptied] : []),
    async stop() {
      stopping.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

/** The same until a leaver waits for the user: a check can be made later. */
function unlessHurried(operation: Operation): Operation {
  const { signal, hurried } = operation;
  return hurried ? { ...operation, signal: AbortSignal.any([signal, hurried]) } : operation;
}

/** The index shows what was found. Who was deleted over SCIM meanwhile stays so. */
async function index(context: UserContext, { id, record }: CheckedWrite, confirm: () => void): Promise<void> {
  const stored = await context.store.users.get(id);
  if (!stored || stored.deleted !== undefined) return;
  const entry = indexUser(context, stored, record, stored.kept as Resource);
  if (entry === stored) return;
  confirm();
  await context.store.users.put(entry);
}
