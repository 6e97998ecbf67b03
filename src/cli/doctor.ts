// npm run doctor                          examines configuration, store and Qualtrics; changes nothing
// npm run doctor -- --try-user USERNAME   also takes a test user through the bridge
//
//   run-doctor.ts   flags, configuration, report (text-report, json-report), exit code
//   examine.ts      the checks in their order, one file each
//     -> public-url, bearer-tokens, store
//     -> examine-brand.ts   upstream.ts asks; address, credential, owner ... judge what came back
//     -> try-user.ts        SCIM requests to a bridge of its own (try-bridge.ts), read back from Qualtrics
//
// Exits 0 when nothing failed, with 1 when something did, with 64 when a flag is wrong, with 78 when the
// configuration is.

import { runDoctor } from './doctor/run-doctor.ts';

try {
  process.exitCode = await runDoctor(process.argv.slice(2), process.env, console);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
