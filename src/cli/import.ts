// npm run import -- --from FILE    an export into an empty database, while no bridge runs on it: docs/backup.md
//
// Exits 0 when all of it is in the database, 1 when nothing is, 64 when a flag is wrong, 78 when the configuration is.

import { runImport } from './copy/run-import.ts';

process.exitCode = await runImport(process.argv.slice(2), process.env);
