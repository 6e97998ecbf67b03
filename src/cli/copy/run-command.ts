import { ConfigError } from '../../config/config-error.ts';
import { CopyError } from '../../store/copy/copy-format.ts';
import { StoreError } from '../../store/store-error.ts';

const FAILED = 1;
const WRONG_USAGE = 64;
const WRONG_CONFIGURATION = 78;

/** Runs a command and tells a failure in words, on standard error. Returns the exit code. */
export async function runCommand(name: string, command: () => Promise<void>): Promise<number> {
  try {
    await command();
    return 0;
  } catch (error) {
    if (error instanceof ConfigError) {
      console.error(`${name}: the configuration is wrong:\n  ${error.problems.join('\n  ')}`);
      return WRONG_CONFIGURATION;
    }
    // Of node:util's parseArgs, or of these commands.
    if (error instanceof TypeError) {
      console.error(`${name}: ${error.message}\n${name}: --help lists the flags`);
      return WRONG_USAGE;
    }
    if (!isExpected(error)) throw error;
    console.error(`${name}: ${error.message}`);
    return FAILED;
  }
}

/** What the person at the console can do something about; the system's errors have a `syscall`. */
function isExpected(error: unknown): error is Error {
  if (error instanceof StoreError || error instanceof CopyError) return true;
  return error instanceof Error && 'syscall' in error;
}
