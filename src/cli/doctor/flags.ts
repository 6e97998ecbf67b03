import { parseArgs } from 'node:util';

export interface DoctorFlags {
  readonly help: boolean;
  /** One JSON object instead of lines. */
  readonly json: boolean;
  readonly tryUser: TestUser | undefined;
  /** The one connection to examine; undefined: all. */
  readonly connection: string | undefined;
}

/** The account of the dry run. */
export interface TestUser {
  /** As the IdP would send it: without the suffix of the brand. */
  readonly userName: string;
  /** Whether it is one that is there already; else there may be none of that name. */
  readonly existing: boolean;
}

export const HELP = `npm run doctor -- [flags]

Examines the bridge's surroundings with the environment that the bridge itself would read, and says what to do about
whatever is wrong: address, credential, privileges, dialect, user types, divisions, usernames, clock, store. It reads
from Qualtrics, some ten calls, and changes nothing, unless --try-user is given. docs/doctor.md explains each check.

  --try-user USERNAME  creates that user through the bridge, changes, disables and re-enables it, each time reading
                       back what became of it in Qualtrics; it is left there, disabled
  --existing           the user of --try-user is a test account that exists already; else it must not exist
  --connection NAME    examines that connection of CONFIG_FILE only; else all of them
  --json               one JSON object: {"ok", "checks": [{"connection", "name", "outcome", "detail", "advice"}]}
  --help               this text

Exits 0 when nothing failed, 1 when something did, 64 when a flag is wrong, 78 when the configuration is.
NO_COLOR=1 takes the colours away.`;

/** Throws TypeError for flags that are wrong. */
export function readFlags(argv: readonly string[]): DoctorFlags {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      existing: { type: 'boolean', default: false },
      'try-user': { type: 'string' },
      connection: { type: 'string' },
    },
  });
  const { help, json, existing, connection } = values;
  const userName = values['try-user']?.trim();
  if (userName === '') throw new TypeError('--try-user needs a user name');
  if (existing && userName === undefined) throw new TypeError('--existing goes with --try-user only');
  return { help, json, connection, tryUser: userName === undefined ? undefined : { userName, existing } };
}
