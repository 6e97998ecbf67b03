import { setTimeout as delay } from 'node:timers/promises';

/** Asks every 100 ms until the answer is yes. Throws what it waited for when it is not within `seconds`. */
export async function eventually(
  what: string,
  seconds: number,
  ask: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await ask())) {
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await delay(100);
  }
}
