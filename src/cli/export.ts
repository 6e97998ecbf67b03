// npm run export -- --to FILE    the database as JSON Lines, while the bridge runs: docs/backup.md
//
// Exits 0 when the file is whole, 1 when it could not be written or read, 64 when a flag is wrong, 78 when the
// configuration is.

import { runExport } from './copy/run-export.ts';

process.exitCode = await runExport(process.argv.slice(2), process.env);
