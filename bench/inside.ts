/**
 * Loaded into a server that is measured (`node --import`): tells what it has used when it is asked, from the inside,
 * because only the process itself knows its CPU time to the microsecond and for how long its event loop was away.
 */
import { setTimeout } from 'node:timers/promises';

export interface Usage {
  /** User and system time of all threads since the start, in seconds. */
  readonly cpuSeconds: number;
  readonly rssMb: number;
  /** Of the JavaScript heap; without garbage where the server was started with --expose-gc. */
  readonly heapMb: number;
  /** The most CPU time that went by between two turns of a timer while it was watched, in ms. */
  readonly blockedMs: number;
}

const MB = 2 ** 20;
const TICK_MS = 1;
let watch: NodeJS.Timeout | undefined;
let mostMs = 0;

process.on('message', async (watched: boolean) => {
  // What blocked the loop until now is seen by the watch's next tick.
  if (watch) await setTimeout(5 * TICK_MS);
  const { user, system } = process.cpuUsage();
  const rssMb = process.memoryUsage.rss() / MB;
  globalThis.gc?.();
  const usage: Usage = {
    cpuSeconds: (user + system) / 1e6,
    rssMb,
    heapMb: process.memoryUsage().heapUsed / MB,
    blockedMs: mostMs,
  };
  clearInterval(watch);
  watch = watched ? startWatch() : undefined;
  process.send?.(usage);
});
// A server that ends does not wait for somebody to ask.
process.channel?.unref();

/** CPU time of this thread, not the clock: on a busy machine the process is away for reasons of others. */
function startWatch(): NodeJS.Timeout {
  let last = threadMs();
  mostMs = 0;
  return setInterval(() => {
    const now = threadMs();
    mostMs = Math.max(mostMs, now - last);
    last = now;
  }, TICK_MS).unref();
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
