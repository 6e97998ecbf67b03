import { totalmem } from 'node:os';

/** What the process may use, in bytes: its container's limit, or else what the machine has. */
export function memoryLimitBytes(limit = process.constrainedMemory(), total = totalmem()): number {
  // Where there is no limit, Node gives 0 or more than any machine has.
  return limit > 0 ? Math.min(limit, total) : total;
}
