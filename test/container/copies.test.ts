import t from 'tap';
import * as z from 'zod';
import { docker, dockerWith, IMAGE } from './docker.ts';
import { HARDENED, startPod, VARIABLES, volumeFor } from './pod.ts';

// Backup, export, import and audit by the commands of docs/backup.md, docs/operations.md and docker/README.md.

t.setTimeout(300_000);

const ADA = {
  userName: 'ada@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  externalId: 'hr-1',
};
const created = z.object({ id: z.string() });

t.test('an export goes through a pipe into the database of another container, with its audit', async (t) => {
  const pod = await startPod(t);
  const bridge = await pod.startBridge(volumeFor(t));
  const { id } = created.parse((await pod.bridge('POST', '/scim/v2/Users', ADA)).body);
  const audit = ['node', 'src/cli/audit.ts', '--since', '1h'];
  t.match(await docker('exec', bridge, ...audit), /create/);

  const copy = await docker('exec', bridge, 'node', 'src/cli/export.ts', '--to', '-');
  await docker('rm', '--force', bridge);
  const other = volumeFor(t);
  const once = [
    'run',
    '--rm',
    '--interactive',
    ...HARDENED,
    ...VARIABLES,
    '--volume',
    `${other}:/data`,
    IMAGE,
  ];
  const importing = ['node', 'src/cli/import.ts', '--from', '-'];
  await t.rejects(dockerWith(copy.slice(0, -20), ...once, ...importing), { code: 1 }, 'cut off: refused');
  await dockerWith(`${copy}\n`, ...once, ...importing);

  const second = await pod.startBridge(other);
  t.match((await pod.bridge('GET', `/scim/v2/Users/${id}`)).body, { externalId: ADA.externalId });
  t.match(await docker('exec', second, ...audit), new RegExp(`create.*${id}|${id}.*create`));
});

t.test('a copy that SQLite made beside the running bridge is restored', async (t) => {
  const pod = await startPod(t);
  const volume = volumeFor(t);
  const bridge = await pod.startBridge(volume);
  const { id } = created.parse((await pod.bridge('POST', '/scim/v2/Users', ADA)).body);
  const backup =
    'const { DatabaseSync, backup } = require("node:sqlite"); backup(new DatabaseSync("/data/bridge.db"), "/data/backup.db")';
  await docker('exec', bridge, 'node', '-e', backup);
  await pod.bridge('PATCH', `/scim/v2/Users/${id}`, {
    Operations: [{ op: 'replace', path: 'externalId', value: 'hr-2' }],
  });
  await docker('rm', '--force', bridge);
  const restore = 'cd /data && rm -f bridge.db-wal bridge.db-shm && cp backup.db bridge.db';
  await docker('run', '--rm', ...HARDENED, '--volume', `${volume}:/data`, IMAGE, 'sh', '-c', restore);
  await pod.startBridge(volume);
  t.match((await pod.bridge('GET', `/scim/v2/Users/${id}`)).body, { externalId: ADA.externalId });
});
