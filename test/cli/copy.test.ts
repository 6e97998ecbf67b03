import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { environmentFor, TOKEN } from '../support/brand.ts';
import { type Bridge, startBridgeFor } from '../support/bridge.ts';
import { startPostgres } from '../support/postgres.ts';

const CLI = fileURLToPath(new URL('../../src/cli/', import.meta.url));

/** Exit code and everything written by `npm run export` or `import`, with these variables and no others. */
async function run(name: 'export' | 'import', env: NodeJS.ProcessEnv, flags: readonly string[], input = '') {
  const child = spawn(process.execPath, [`${CLI}${name}.ts`, ...flags], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

/** What an IdP can see. */
async function answers({ scim, origin }: Bridge): Promise<string[]> {
  const paths = ['/Users?count=200', '/Groups?count=200', '/Users?filter=externalId eq "idp-ada"'];
  const all = await Promise.all(paths.map((path) => scim('GET', path)));
  return all.map((answer) => answer.text.replaceAll(origin, ''));
}

const postgres = await startPostgres(t);

t.test('a bridge on the imported database answers the same over HTTP', async (t) => {
  const folder = t.testdir();
  const sandbox = await startSandbox({ users: 20, divisions: [] });
  t.teardown(() => sandbox.close());
  const file = `${folder}/export.jsonl`;
  const from = { DATABASE_URL: `sqlite:${folder}/from.db` };
  const bridge = await startBridgeFor(t, sandbox, from);
  const { body: ada } = await bridge.scim('POST', '/Users', {
    userName: 'ada@example.com',
    externalId: 'idp-ada',
    title: 'Countess',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
  });
  const members = [{ value: ada.id }];
  await bridge.scim('POST', '/Groups', { displayName: 'Engines', externalId: 'idp-engines', members });
  const before = await answers(bridge);

  const made = await run('export', environmentFor(sandbox, from), ['--to', file]);
  t.match(made, { code: 0, stdout: '', stderr: 'brand' }, 'while the bridge runs');
  t.equal(statSync(file).mode & 0o777, 0o600);
  const content = readFileSync(file, 'utf8');
  for (const secret of [TOKEN, sandbox.token]) t.notOk(content.includes(secret));
  t.match(await run('export', environmentFor(sandbox, from), ['--to', file]), { code: 1, stderr: 'EEXIST' });
  t.equal(readFileSync(file, 'utf8'), content, 'a file that is there is left alone');
  const again = await run('import', environmentFor(sandbox, from), ['--from', file, '--replace']);
  t.match(again, { code: 1, stderr: 'Another process uses the database' });

  const databases = [`sqlite:${folder}/to.db`, ...(postgres ? [await postgres.newDatabase()] : [])];
  for (const DATABASE_URL of databases) {
    const to = environmentFor(sandbox, { DATABASE_URL });
    t.match(await run('import', to, ['--from', '-'], content), { code: 0, stdout: '' });
    t.strictSame(await answers(await startBridgeFor(t, sandbox, { DATABASE_URL })), before);
    const back = await run('export', to, ['--to', '-']);
    t.equal(back.stdout, content);
  }
});

t.test('what is wrong is told, and the exit code says of which kind', async (t) => {
  const folder = t.testdir({ 'notes.txt': 'no export' });
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.close());
  const env = environmentFor(sandbox, { DATABASE_URL: `sqlite:${folder}/bridge.db` });
  t.match(await run('export', env, []), { code: 64, stderr: '--to FILE is required' });
  t.match(await run('export', env, ['--onto', 'x']), { code: 64, stderr: '--help lists the flags' });
  t.match(await run('import', env, ['--connection', 'x', '--from', 'y']), { code: 64, stderr: 'default' });
  t.match(await run('export', {}, ['--to', 'x']), { code: 78, stderr: 'QUALTRICS_BASE_URL' });
  t.match(await run('export', env, ['--to', `${folder}/x`]), { code: 1, stderr: 'There is no database' });
  t.notOk(existsSync(`${folder}/x`), 'no file is left of an export that failed');
  t.match(await run('import', env, ['--from', `${folder}/x`]), { code: 1, stderr: 'ENOENT' });
  t.match(await run('import', env, ['--from', `${folder}/notes.txt`]), { code: 1, stderr: 'npm run export' });
  t.match(await run('import', env, ['--help']), { code: 0, stdout: '--replace' });
});
