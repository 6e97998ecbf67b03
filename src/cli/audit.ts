// npm run audit -- --user UR_1 --since 7d    prints who changed what
//
//   run-audit.ts   flags, configuration -> open-audit (store/) -> a line an entry (text-line, or JSON) -> exit code

import { runAudit } from './audit/run-audit.ts';

try {
  process.exitCode = await runAudit(process.argv.slice(2), process.env, process);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
