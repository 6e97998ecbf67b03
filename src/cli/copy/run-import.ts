import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { restore } from '../../store/copy/copy-database.ts';
import { readCopy } from '../../store/copy/read-copy.ts';
import { databaseUrlOf } from '../database-url-of.ts';
import { runCommand } from './run-command.ts';

const HELP = `npm run import -- --from FILE

Reads a file of \`npm run export\` into the bridge's database, SQLite or PostgreSQL: all of it, or nothing. The database has
to be empty, and no bridge may run on it. docs/backup.md says more.

  --from FILE        - is standard input
  --replace          whatever the database holds goes, if it is of the same brand
  --connection NAME  whose database, where CONFIG_FILE has several connections
  --help             this text`;

/** Returns the exit code. */
export function runImport(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  return runCommand('import', async () => {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        from: { type: 'string' },
        replace: { type: 'boolean', default: false },
        connection: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return console.log(HELP);
    const { from, replace, connection } = values;
    if (!from) throw new TypeError('--from FILE is required');
    const databaseUrl = databaseUrlOf(connection, environment);
    const copy = await readCopy(from === '-' ? process.stdin : createReadStream(from));
    await restore(databaseUrl, copy, replace);
    const { brandId, counts } = copy.header;
    console.error(`import: brand ${brandId ?? 'unknown'}: ${counts.users} users, ${counts.groups} groups`);
  });
}
