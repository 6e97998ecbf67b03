import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { optionRows } from '../../src/sandbox/flags.ts';
import { API, sender, start } from './start.ts';

const CLI = fileURLToPath(new URL('../../src/cli/sandbox.ts', import.meta.url));

function run(args: string[], env: Record<string, string> = {}) {
  const { HOST: _host, PORT: _port, ...inherited } = process.env;
  return spawn(process.execPath, [CLI, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Exit code and everything written, of a run that ends by itself. */
async function outcome(args: string[], env?: Record<string, string>) {
  const child = run(args, env);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr };
}

/** The base URL and token that a run prints, once it listens. */
async function announced(child: ChildProcess): Promise<{ url: string; token: string; lines: string[] }> {
  const lines: string[] = [];
  if (child.stdout === null) throw new TypeError('No output to read.');
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (line.startsWith('Try: ')) break;
  }
  const value = (label: string) => lines.find((line) => line.includes(label))?.split(/\s{2,}/)[2] ?? '';
  return { url: value('base URL'), token: value('API token'), lines };
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  t.test(`it says how to call it, serves, and ends on ${signal} with 0`, async (t) => {
    const child = run([
      '--users',
      '3',
      '--port',
      '0',
      '--put-mode',
      'merge',
      '--no-email-writable',
      '--tokens',
      'mine',
    ]);
    t.teardown(() => child.kill('SIGKILL'));
    const { url, token, lines } = await announced(child);
    t.equal(token, 'mine');
    t.ok(lines.at(-1)?.endsWith(`curl -H 'X-API-TOKEN: mine' ${url}${API}/whoami`));
    const send = sender({ url, token });
    t.match(await send('GET', `${API}/users`), {
      status: 200,
      body: { result: { elements: { length: 4 } } },
    });
    t.match(await send('GET', '/sandbox/options'), { body: { putMode: 'merge', emailWritable: false } });
    child.kill(signal);
    t.strictSame(await once(child, 'exit'), [0, null]);
  });
}

t.test('HOST and PORT of the environment hold, flags win', async (t) => {
  const { sandbox } = await start(t);
  const { port } = new URL(sandbox.url);
  const taken = await outcome([], { HOST: '127.0.0.1', PORT: port });
  t.match(taken, { code: 1, stderr: new RegExp(`EADDRINUSE.*127\\.0\\.0\\.1:${port}`) });
  const child = run(['--port', '0'], { HOST: '127.0.0.1', PORT: port });
  t.teardown(() => child.kill('SIGKILL'));
  const { url, token } = await announced(child);
  t.match(await sender({ url, token })('GET', `${API}/users`), {
    body: { result: { elements: { length: 26 } } },
  });
});

t.test('a flag that is not one, or a value that cannot be, ends with 64 and says which', async (t) => {
  t.match(await outcome(['--bogus']), { code: 64, stdout: '', stderr: /--bogus.*\n.*--help/ });
  t.match(await outcome(['--put-mode', 'odd', '--users', 'many']), {
    code: 64,
    stderr: /users: (.|\n)*putMode: /,
  });
  t.match(await outcome([], { PORT: 'http' }), { code: 64, stderr: /port: / });
});

t.test('--help names every option', async (t) => {
  const { code, stdout } = await outcome(['--help']);
  t.equal(code, 0);
  for (const { flag } of optionRows()) t.ok(stdout.includes(`${flag}`), flag);
});

t.test('numbers, lists, JSON and null are read as what they are', async (t) => {
  const child = run([
    ...['--port', '0', '--users', '0', '--page-size', '7', '--divisions', 'A', '--divisions', 'B'],
    ...[
      '--rate-limit',
      '{"perMinute":50}',
      '--time-limit-ms',
      'null',
      '--duplicate-status',
      '409',
      '--brand-id',
      '12',
    ],
  ]);
  t.teardown(() => child.kill('SIGKILL'));
  const { url, token } = await announced(child);
  t.match(await sender({ url, token })('GET', '/sandbox/options'), {
    body: {
      pageSize: 7,
      divisions: ['A', 'B'],
      rateLimit: { perMinute: 50 },
      timeLimitMs: null,
      duplicateStatus: 409,
      brandId: '12',
    },
  });
});
