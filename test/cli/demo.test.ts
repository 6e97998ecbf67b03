import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import { entra } from '../../src/cli/demo/entra.ts';
import { groups } from '../../src/cli/demo/groups.ts';
import { okta } from '../../src/cli/demo/okta.ts';
import { playStep } from '../../src/cli/demo/play-step.ts';
import { runDemo } from '../../src/cli/demo/run.ts';
import { openStage } from '../../src/cli/demo/stage.ts';
import type { Act, Exchange, IdpStep } from '../../src/cli/demo/step.ts';

const CLI = fileURLToPath(new URL('../../src/cli/demo.ts', import.meta.url));
const ACTS = [okta, entra, groups];
const ESCAPE = '\u001b[';
/** The summary of a show without a fault. */
const ALL_WELL = /fields lost: 0\n +everything went as expected/;

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const { FORCE_COLOR: _forced, NO_COLOR: _not, ...inherited } = process.env;
  return spawn(process.execPath, [CLI, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Exit code and everything written, of a run that ends by itself. */
async function outcome(args: string[], env?: NodeJS.ProcessEnv) {
  const child = run(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

/** What comes of these acts on a screen of 80 columns. */
async function played(acts: readonly Act[]) {
  const printed: string[] = [];
  const screen = { columns: 80, print: (lines: readonly string[]) => printed.push(...lines) };
  const code = await runDemo(acts, { screen, once: true, stopped: new Promise(() => {}) });
  return { code, shown: stripVTControlCharacters(printed.join('\n')) };
}

function lookUp(expected: Partial<Exchange>): IdpStep {
  return {
    title: 'Look up nobody',
    why: 'There is no such user.',
    person: 'nobody@example.com',
    exchanges: [
      {
        send: () => ({ method: 'GET', path: '/Users?filter=userName+eq+%22nobody%40example.com%22' }),
        status: 200,
        calls: [],
        ...expected,
      },
    ],
  };
}

t.test('the show goes well, tells of each step in plain text and leaves nothing behind', async (t) => {
  const folder = t.testdir();
  const { code, stdout, stderr } = await outcome(['--once'], { TMPDIR: folder });
  t.equal(code, 0);
  t.equal(stderr, '');
  for (const { title } of ACTS.flatMap(({ steps }) => steps)) t.ok(stdout.includes(`  ${title}\n`), title);
  t.match(stdout, ALL_WELL);
  t.notOk(stdout.includes(ESCAPE), 'no colours in a pipe');
  t.strictSame(readdirSync(folder), []);
});

t.test('colours come where they are wanted, and go with NO_COLOR', async (t) => {
  const [coloured, plain] = await Promise.all([
    outcome(['--once'], { FORCE_COLOR: '1' }),
    outcome(['--once'], { NO_COLOR: '1' }),
  ]);
  t.ok(coloured.stdout.includes(ESCAPE));
  t.notOk(plain.stdout.includes(ESCAPE));
});

t.test('the show fits a terminal of 80 columns', async (t) => {
  const { code, shown } = await played(ACTS);
  t.equal(code, 0);
  t.strictSame(
    shown.split('\n').filter((line) => line.length > 80),
    [],
  );
});

t.test('a step that goes other than expected is marked and makes the exit code 1', async (t) => {
  const wrong = [
    { expected: { status: 404 }, said: 'the status is 200 instead of 404' },
    { expected: { calls: ['GET /users'] }, said: 'the Qualtrics calls are none instead of GET /users' },
    { expected: { answer: { totalResults: 1 } }, said: 'the answer.totalResults is 0 instead of 1' },
  ];
  for (const { expected, said } of wrong) {
    const { code, shown } = await played([{ ...entra, steps: [lookUp(expected)] }]);
    t.equal(code, 1);
    t.ok(shown.includes(`✗          ${said}\n`), said);
  }
  t.match(await played([{ ...entra, steps: [lookUp({})] }]), { code: 0, shown: ALL_WELL });
});

t.test('a change that nobody expected counts as a lost field', async (t) => {
  const steps = entra.steps.slice(0, 4).map((step, index) => {
    return index === 3 && 'exchanges' in step ? { ...step, changes: () => ({ timeZone: null }) } : step;
  });
  const { code, shown } = await played([{ ...entra, steps }]);
  t.equal(code, 1);
  t.match(shown, /✗ +timeZone did not become empty\n/);
  t.match(shown, /✗ +lastName went from Ode to Hall\n/);
  t.match(shown, /fields lost: 2\n +expectations that were not met: 3,/);
});

t.test("a change in somebody else's account is not overlooked", async (t) => {
  const stage = await openStage();
  t.teardown(() => stage.close());
  const { sandbox } = stage;
  const step = lookUp({
    send: () => {
      sandbox.putUser({ id: sandbox.ownerId, language: 'FR' });
      return { method: 'GET', path: '/Users?count=1' };
    },
  });
  t.match(await playStep(step, {}, stage), { failures: ["somebody else's account changed"] });
});

t.test('it stays up, its curl lines work, and Ctrl-C ends it', async (t) => {
  const folder = t.testdir();
  const child = run([], { TMPDIR: folder });
  t.teardown(() => child.kill('SIGKILL'));
  const commands: string[] = [];
  let invited = false;
  for await (const line of createInterface(child.stdout)) {
    if (line.includes('paste this first')) invited = true;
    if (invited && line.startsWith('    ')) commands.push(line);
    if (line.endsWith('/metrics')) break;
  }
  if (spawnSync('curl', ['--version']).error === undefined) {
    const curl = 'curl() { command curl -sSf -o /dev/null -w "%{http_code}\\n" "$@"; }';
    const statuses = execFileSync('sh', ['-ec', [curl, ...commands].join('\n')], { encoding: 'utf8' });
    t.strictSame(statuses.trim().split('\n'), ['200', '201', '200', '200', '200', '200', '200']);
  }
  child.kill('SIGINT');
  t.strictSame(await once(child, 'exit'), [0, null]);
  t.strictSame(readdirSync(folder), []);
});

t.test('--help says what there is, and a wrong flag ends with 64', async (t) => {
  t.match(await outcome(['--help']), { code: 0, stdout: /--once/, stderr: /^$/ });
  t.match(await outcome(['--twice']), { code: 64, stdout: /^$/, stderr: /--twice.*\n.*--help/ });
});
