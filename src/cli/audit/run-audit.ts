import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '../../config/config-error.ts';
import { ROWS } from '../../served-connection.ts';
import type { AuditEntry } from '../../store/audit.ts';
import { openAudit } from '../../store/open-audit.ts';
import { StoreError } from '../../store/store-error.ts';
import { databaseUrlOf } from '../database-url-of.ts';
import { type AuditFlags, HELP, readFlags } from './flags.ts';
import { textLine } from './text-line.ts';

export interface Streams {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

const WRONG_USAGE = 64;
const WRONG_CONFIGURATION = 78;

/** Prints the entries that were asked for, and returns the exit code. */
export async function runAudit(
  argv: readonly string[],
  environment: NodeJS.ProcessEnv,
  { stdout, stderr }: Streams,
): Promise<number> {
  const complain = (message: string) => stderr.write(`audit: ${message}\n`);
  try {
    const flags = readFlags(argv);
    if (flags.help) stdout.write(`${HELP}\n`);
    else await print(flags, environment, stdout);
    return 0;
  } catch (error) {
    if (isReaderGone(error)) return 0;
    if (error instanceof ConfigError) {
      for (const problem of error.problems) complain(problem);
      return WRONG_CONFIGURATION;
    }
    if (error instanceof TypeError) {
      complain(`${error.message}\naudit: --help lists the flags`);
      return WRONG_USAGE;
    }
    if (!(error instanceof StoreError)) throw error;
    complain(error.message);
    return 1;
  }
}

async function print(
  { json, connection, query }: AuditFlags,
  environment: NodeJS.ProcessEnv,
  stdout: Writable,
): Promise<void> {
  const audit = await openAudit(databaseUrlOf(connection, environment), ROWS);
  try {
    const lineOf = json ? (entry: AuditEntry) => JSON.stringify(entry) : textLine;
    await pipeline(Readable.from(lines(audit.entries(query), lineOf)), stdout, { end: false });
  } finally {
    await audit.close();
  }
}

async function* lines(
  entries: AsyncIterable<AuditEntry>,
  lineOf: (entry: AuditEntry) => string,
): AsyncGenerator<string> {
  for await (const entry of entries) yield `${lineOf(entry)}\n`;
}

/** As with `| head`. */
function isReaderGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
