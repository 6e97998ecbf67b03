import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when the answer is yes; throws what was waited for when that takes more than 45 s. */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  for (let end = Date.now() + 45_000; !(await ask()); ) {
    if (Date.now() > end) throw new Error(`in vain: ${what}`);
    await delay(5);
  }
}
