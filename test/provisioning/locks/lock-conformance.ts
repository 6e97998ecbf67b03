import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { Test } from 'tap';
import type { KeyedLock } from '../../../src/provisioning/locks/keyed-lock.ts';
import { dueIn } from '../connect.ts';
import { work } from './work.ts';

/** Two who want the same locks: in one process they have one between them, in two each has its own. */
export type Sides = readonly [KeyedLock, KeyedLock];

/** What every implementation of KeyedLock has to do. `open` gives new locks, which nobody holds. */
export function runLockConformance(t: Test, name: string, open: (t: Test) => Promise<Sides>): void {
  const given = (rule: string, prove: (t: Test, sides: Sides) => Promise<void>) =>
    t.test(`${name}: ${rule}`, async (t) => await prove(t, await open(t)));

  given('one holder at a time', async (t, [one, other]) => {
    const log: string[] = [];
    const [a, b] = [work('a', log), work('b', log)];
    const first = one.hold('key', dueIn(20_000), a.run);
    await a.begun;
    const second = other.hold('key', dueIn(20_000), b.run);
    b.end();
    await delay(50);
    a.end();
    t.strictSame(await Promise.all([first, second]), ['a', 'b']);
    t.strictSame(log, ['a begins', 'a ends', 'b begins', 'b ends']);
  });

  given('other keys do not wait', async (t, [one, other]) => {
    const a = work('a');
    const held = one.hold('one', dueIn(20_000), a.run);
    t.equal(await other.hold('other', dueIn(20_000), async () => 'done'), 'done');
    a.end();
    await held;
  });

  given('work that fails gives the lock on', async (t, [one, other]) => {
    const failing = one.hold('key', dueIn(20_000), async () => {
      throw new Error('no');
    });
    await t.rejects(failing, { message: 'no' });
    t.equal(await other.hold('key', dueIn(20_000), async () => 'next'), 'next');
  });

  given('who waits until the answer is due gives up, and takes nothing with it', async (t, [one, other]) => {
    const a = work('a');
    const first = one.hold('key', dueIn(20_000), a.run);
    await a.begun;
    const due = new AbortController();
    const second = other.hold('key', { ...dueIn(20_000), signal: due.signal }, work('b').run);
    due.abort();
    await t.rejects(second, { code: 'unavailable', retryAfter: Number });
    const third = other.hold('key', dueIn(20_000), async () => 'c');
    a.end();
    t.strictSame(await Promise.all([first, third]), ['a', 'c']);
  });

  given('background work takes what is free, and waits for nobody', async (t, [one, other]) => {
    const a = work('a');
    const held = one.hold('taken', dueIn(20_000), a.run);
    await a.begun;
    t.strictSame(await other.holdFree(['taken', 'free'], async (free) => [...free].sort()), ['free']);
    a.end();
    await held;
    const both = await other.holdFree(['taken', 'free'], async (free) => [...free].sort());
    t.strictSame(both, ['free', 'taken']);
    t.strictSame(await other.holdFree([], async (free) => free), []);
  });

  given('what background work holds makes others wait', async (t, [one, other]) => {
    const log: string[] = [];
    const [background, request] = [work('background', log), work('request', log)];
    const first = one.holdFree(['x', 'y'], background.run);
    await background.begun;
    const second = other.hold('y', dueIn(20_000), request.run);
    request.end();
    await delay(50);
    background.end();
    await Promise.all([first, second]);
    t.strictSame(log, ['background begins', 'background ends', 'request begins', 'request ends']);
  });

  given('a holder may keep the next one waiting beyond its own end', async (t, [one, other]) => {
    const log: string[] = [];
    const settled = Promise.withResolvers<void>();
    const answer = await one.hold('key', dueIn(20_000), async () => {
      one.keepUntil('key', settled.promise);
      return 'answered';
    });
    t.equal(answer, 'answered', 'the holder itself does not wait');
    const next = other.hold('key', dueIn(20_000), async () => log.push('next'));
    await delay(50);
    log.push('settled');
    settled.resolve();
    await next;
    t.strictSame(log, ['settled', 'next']);
  });

  given('whatever is asked for in whatever order, no key ever has two holders', async (_t, sides) => {
    const key = fc.constantFrom('a', 'b', 'c');
    const step = fc.record({
      side: fc.nat(1),
      keys: fc.uniqueArray(key, { minLength: 1 }),
      waits: fc.boolean(),
      fails: fc.boolean(),
      ms: fc.nat(3),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const holders = new Set<string>();
      const busy = async (keys: readonly string[], { ms, fails }: { ms: number; fails: boolean }) => {
        for (const key of keys) {
          assert.ok(!holders.has(key), `${key} has one holder`);
          holders.add(key);
        }
        await delay(ms);
        for (const key of keys) holders.delete(key);
        if (fails) throw new Error('meant to fail');
      };
      const outcomes = await Promise.allSettled(
        steps.map(async ({ side, keys, waits, ...rest }) => {
          const locks = sides[side] ?? sides[0];
          const [first = ''] = keys;
          if (waits) await locks.hold(first, dueIn(20_000), () => busy([first], rest));
          else await locks.holdFree(keys, (free) => busy(free, rest));
        }),
      );
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        steps.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')),
      );
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') assert.equal(outcome.reason.message, 'meant to fail');
      }
    });
    await fc.assert(property, { seed: 20_260_301, numRuns: 60 });
  });
}
