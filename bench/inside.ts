/**
 * Loaded into a server that is measured (`node --import`): tells what it has used when it is asked, from the inside,
 * because only the process itself knows its CPU time to the microsecond and how long its event loop was blocked.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Usage {
  /** User and system time of all threads since the start, in seconds. */
  readonly cpuSeconds: number;
  readonly rssMb: number;
  /** The longest that the event loop was away since the last ask, in ms. */
  readonly blockedMs: number;
}

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

process.on('message', (watch: boolean) => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpuSeconds: (user + system) / 1e6,
    rssMb: process.memoryUsage.rss() / 2 ** 20,
    blockedMs: Math.max(0, delays.max / 1e6 - RESOLUTION_MS),
  };
  // The timer of the watch costs CPU time itself.
  if (watch) delays.enable();
  else delays.disable();
  delays.reset();
  process.send?.(usage);
});
// A server that ends does not wait for somebody to ask.
process.channel?.unref();
