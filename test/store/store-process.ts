import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';

const CHILD = new URL('store-child.ts', import.meta.url).pathname;

/**
 * Another process that has the store of `databaseUrl` open; each call answers what it answers (see
 * store-child.ts).
 */
export interface StoreProcess {
  tell(line: string): void;
  /** The next line that it writes; undefined when there will be no more. */
  answer(): Promise<string | undefined>;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
}

/** `limits`: shell commands before the start, such as `ulimit -f 100`. Resolves when the store is open. */
export async function startStoreProcess(t: Test, databaseUrl: string, limits = ':'): Promise<StoreProcess> {
  // NODE_OPTIONS would bring in the test runner's hooks, which end a process that passes its limit.
  const script = `unset NODE_OPTIONS; ${limits}; exec "$0" "$@"`;
  const child = spawn('sh', ['-c', script, process.execPath, CHILD, databaseUrl], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  // Answers that are never asked for, and lines to a killed process, are no failure of a test.
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const storeProcess: StoreProcess = {
    tell: (line) => child.stdin.write(`${line}\n`),
    answer: async () => (await lines.next()).value,
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
  };
  t.teardown(storeProcess.kill);
  const first = await storeProcess.answer();
  if (first !== 'open') throw new Error(`The process did not open the store: ${first}`);
  return storeProcess;
}
