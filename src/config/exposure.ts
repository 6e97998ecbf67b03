import { statSync } from 'node:fs';

const READABLE_BY_OTHERS = 0o004;

/** A warning when a file that holds secrets can be read by everybody on the machine. */
export function exposureOf(path: string): readonly string[] {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  if ((mode & READABLE_BY_OTHERS) === 0) return [];
  return [
    'CONFIG_FILE holds secrets and everybody on this machine may read it: chmod 600, or name files or environment ' +
      'variables in it instead (apiTokenFile, apiTokenEnv and the like)',
  ];
}
