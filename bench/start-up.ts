/*
 * npm run bench:start-up -- --users 1000000 --tries 7
 *
 *   a process on an index that is complete -> /healthz answers (live) -> /readyz answers (ready)
 *
 * In ms from the start of the process, with what Node compiled kept as `npm start` does.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabases } from './population/databases.ts';
import { answering, fork, freePort, path, start } from './processes.ts';
import { bridgeEnvironment, START_FLAGS } from './subjects/bridge.ts';

const { values } = parseArgs({
  options: { users: { type: 'string', default: '1000000' }, tries: { type: 'string', default: '7' } },
});
const users = Number(values.users);

const databases = await openDatabases('SQLite', (many) => console.error(`seeding ${many} users`));
const upstream = await start({
  script: 'upstream.ts',
  args: [String(users)],
  core: 'load',
  readyAt: '/API/v3/whoami',
});
const database = await databases.copy(users);
const compiled = mkdtempSync(join(tmpdir(), 'bridge-compiled-'));
try {
  const environment = { ...bridgeEnvironment(upstream.origin, database.url), NODE_COMPILE_CACHE: compiled };
  for (let attempt = 0; attempt <= Number(values.tries); attempt += 1) {
    const port = await freePort();
    const began = performance.now();
    const child = fork([...START_FLAGS, path('../src/server.ts')], 'servers', {
      ...environment,
      PORT: String(port),
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await answering(`http://127.0.0.1:${port}/healthz`);
    const live = performance.now() - began;
    await answering(`http://127.0.0.1:${port}/readyz`);
    const ready = performance.now() - began;
    child.kill();
    await exited;
    const which = attempt === 0 ? 'first start' : `start ${attempt + 1}`;
    console.log(`${which}: live ${live.toFixed(0)} ms, ready ${ready.toFixed(0)} ms`);
  }
} finally {
  await upstream.stop();
  await database.drop();
  await databases.close();
  rmSync(compiled, { recursive: true });
}
