import { readFile } from 'node:fs/promises';
import t from 'tap';
import * as z from 'zod';
import { docker, health, IMAGE, inspect } from './docker.ts';
import { eventually } from './eventually.ts';

// What the image holds, and how its process ends and is judged, without a Qualtrics. See container.test.ts.

t.setTimeout(300_000);

const lockSchema = z.object({
  packages: z.record(z.string(), z.object({ dev: z.boolean().optional(), optional: z.boolean().optional() })),
});
const failureSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

t.test('the image holds the production dependencies and nothing to install others with', async (t) => {
  const { packages } = lockSchema.parse(JSON.parse(await readFile('package-lock.json', 'utf8')));
  const paths = Object.keys(packages).filter((path) => path !== '');
  const wanted = paths.filter((path) => packages[path]?.dev !== true && packages[path]?.optional !== true);
  const installers = ['/usr/local/bin/npm', '/usr/local/lib/node_modules'];
  const script = 'console.log(JSON.stringify(process.argv.slice(1).filter(fs.existsSync)))';
  const found = await docker('run', '--rm', IMAGE, 'node', '-e', script, ...installers, ...paths);
  t.same(JSON.parse(found), wanted);
  const bytes = Number(await inspect(IMAGE, '{{.Size}}'));
  t.comment(`image size: ${Math.round(bytes / 1e6)} MB`);
});

t.test('the image holds of the project only what runs', async (t) => {
  const listing = await docker('run', '--rm', IMAGE, 'node', '-p', 'fs.readdirSync("/app").join(" ")');
  t.equal(listing, 'LICENSE compiled docker node_modules openapi.yaml package.json src');
});

t.test('the process takes the code that the image has compiled', async (t) => {
  const told = ['--read-only', '--env', 'NODE_DEBUG_NATIVE=COMPILE_CACHE'];
  const failure: unknown = await docker('run', '--rm', ...told, IMAGE).catch((error: unknown) => error);
  const { stdout, stderr } = failureSchema.parse(failure);
  const modules = /V8 code cache for ESM file:\/\/\/app\/(src\/\S+) was (accepted)?/g;
  const loaded = Array.from((stdout + stderr).matchAll(modules), ([, path, taken]) => ({ path, taken }));
  t.ok(loaded.some(({ path }) => path === 'src/server.ts'));
  t.strictSame(
    loaded.filter(({ taken }) => taken === undefined),
    [],
  );
});

t.test('a bad configuration exits with 78 and lists every problem', async (t) => {
  const wrong = ['--env', 'PORT=http', '--env', 'QUALTRICS_BASE_URL=http://fra1.qualtrics.com'];
  const failure: unknown = await docker('run', '--rm', ...wrong, IMAGE).catch((error: unknown) => error);
  const { code, stdout, stderr } = failureSchema.parse(failure);
  t.equal(code, 78);
  const missing = ['SCIM_BEARER_TOKENS', 'QUALTRICS_API_TOKEN', 'QUALTRICS_DEFAULT_USER_TYPE'];
  for (const name of [...missing, 'PORT', 'QUALTRICS_BASE_URL']) t.match(stdout + stderr, name);
});

t.test('a process that serves nothing is found unhealthy; one that ignores SIGTERM is killed', async (t) => {
  const idle = ['node', '-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'];
  const checks = ['--health-interval', '1s', '--health-retries', '1', '--health-start-period', '1s'];
  const name = await docker('run', '--detach', ...checks, IMAGE, ...idle);
  t.teardown(() => docker('rm', '--force', '--volumes', name));
  await eventually('the engine finds it unhealthy', 20, async () => (await health(name)) === 'unhealthy');
  await docker('stop', '--time', '1', name);
  t.equal(await inspect(name, '{{.State.ExitCode}}'), '137');
});
