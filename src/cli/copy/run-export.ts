import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { withSnapshot } from '../../store/copy/copy-database.ts';
import type { CopyHeader } from '../../store/copy/copy-format.ts';
import { type Snapshot, writeCopy } from '../../store/copy/write-copy.ts';
import { databaseUrlOf } from '../database-url-of.ts';
import { runCommand } from './run-command.ts';

const HELP = `npm run export -- --to FILE

Writes what the bridge's database holds into a file, which \`npm run import\` reads into an SQLite or a PostgreSQL database.
The bridge may run meanwhile: the file is as the database was at one moment. It holds personal data and no secrets, and
only its owner may read it. docs/backup.md says more.

  --to FILE          must not be there yet; - is standard output
  --connection NAME  whose database, where CONFIG_FILE has several connections
  --help             this text`;

/** Returns the exit code. */
export function runExport(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return runCommand('export', async () => {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        to: { type: 'string' },
        connection: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return console.log(HELP);
    const { to, connection } = values;
    if (!to) throw new TypeError('--to FILE is required');
    const header = await withSnapshot(databaseUrlOf(connection, environment), (snapshot) =>
      write(snapshot, to),
    );
    const counts = Object.entries(header.counts).map(([table, count]) => `${table} ${count}`);
    console.error(`export: brand ${header.brandId ?? 'unknown'}: ${counts.join(', ')}`);
  });
}

async function write(snapshot: Snapshot, to: string): Promise<CopyHeader> {
  const { promise, resolve } = Promise.withResolvers<CopyHeader>();
  const lines = Readable.from(writeCopy(snapshot, resolve));
  if (to === '-') {
    await pipeline(lines, process.stdout, { end: false });
    return await promise;
  }
  const file = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
  let isOurs = false;
  file.once('open', () => {
    isOurs = true;
  });
  try {
    await pipeline(lines, file);
  } catch (error) {
    if (isOurs) await unlink(to);
    throw error;
  }
  return await promise;
}
