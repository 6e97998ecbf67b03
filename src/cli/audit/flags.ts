import { parseArgs } from 'node:util';
import type { AuditQuery } from '../../store/audit.ts';
import { instant } from './instant.ts';

export interface AuditFlags {
  readonly help: boolean;
  readonly json: boolean;
  readonly connection: string | undefined;
  readonly query: AuditQuery;
}

export const HELP = `npm run audit -- [flags]

Prints who changed what, oldest first, from the database that the bridge's own environment names; the bridge may be
running. What is printed holds personal data.

  --user ID          of that user, by the id of Qualtrics, which is the SCIM id
  --group ID         of that group
  --since TIME       from then on: 2026-11-22, 2026-11-22T09:30Z, or 30m, 12h, 7d ago
  --until TIME       before that
  --connection NAME  of that connection, where the configuration has several
  --json             JSON Lines: an object a line, as it is in the database
  --help             this text

Exits 0 when all is printed, 1 when the database cannot be read, 64 when a flag is wrong, 78 when the configuration is.`;

/** Throws TypeError for flags that are wrong. */
export function readFlags(argv: readonly string[], now: Date = new Date()): AuditFlags {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      json: { type: 'boolean', default: false },
      connection: { type: 'string' },
      user: { type: 'string' },
      group: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
    },
  });
  const { help, json, connection, user, group, since, until } = values;
  if (user !== undefined && group !== undefined) throw new TypeError('--user and --group exclude each other');
  const id = user ?? group;
  return {
    help,
    json,
    connection,
    query: {
      ...(id !== undefined && { id }),
      ...(since !== undefined && { since: instant(since, now) }),
      ...(until !== undefined && { until: instant(until, now) }),
    },
  };
}
