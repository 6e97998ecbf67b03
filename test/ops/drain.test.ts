import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';

/** A bridge-like process; `next` is what it tells next. */
async function service(t: Test, { graceMs }: { graceMs: number }) {
  const child = fork(fileURLToPath(new URL('drain-process.ts', import.meta.url)), [String(graceMs)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const told: string[] = [];
  const waiting: ((event: string) => void)[] = [];
  child.on('message', (event: string) => {
    const waiter = waiting.shift();
    if (waiter) waiter(event);
    else told.push(event);
  });
  const next = () =>
    new Promise<string>((resolve) => {
      const event = told.shift();
      if (event === undefined) waiting.push(resolve);
      else resolve(event);
    });
  const log = child.stdout ? text(child.stdout) : Promise.resolve('');
  const exited = once(child, 'exit').then(([code]: unknown[]) => code);
  return {
    origin: await next(),
    next,
    exited,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    release: () => child.send('release'),
    lines: async (): Promise<Record<string, unknown>[]> =>
      (await log)
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

async function answer(url: string, agent: Agent): Promise<IncomingMessage> {
  const [response] = await once(get(url, { agent }), 'response');
  return response;
}

async function connected(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

t.test('SIGTERM lets a request under way finish, lets resources go after it, and exits 0', async (t) => {
  const { origin, next, exited, kill, release, lines } = await service(t, { graceMs: 30_000 });
  const agent = new Agent({ keepAlive: true });
  const slow = answer(`${origin}/slow`, agent);
  t.equal(await next(), 'slow request arrived');
  kill('SIGTERM');
  t.equal(await next(), 'draining');
  release();
  const response = await slow;
  t.equal(await text(response), 'slow');
  t.equal(response.headers.connection, 'close', 'the client is told not to come back on this connection');
  t.equal(await next(), 'resources let go');
  t.equal(await exited, 0);
  t.match(
    (await lines()).filter(({ msg }) => msg === 'stopping'),
    [{ signal: 'SIGTERM', count: 1, seconds: 30 }],
  );
});

t.test('connections without a request are closed at once, also those that never had one', async (t) => {
  const { origin, next, exited, kill, release } = await service(t, { graceMs: 30_000 });
  const agent = new Agent({ keepAlive: true });
  const response = await answer(`${origin}/quick`, agent);
  const used = response.socket;
  await text(response);
  const unused = await connected(origin);
  const slow = answer(`${origin}/slow`, new Agent());
  await next();
  kill('SIGTERM');
  await Promise.all([once(used, 'close'), once(unused.resume(), 'close')]);
  t.pass('both are closed while a request is under way');
  await t.rejects(connected(origin), { code: 'ECONNREFUSED' }, 'nobody gets in any more');
  release();
  t.equal((await slow).statusCode, 200);
  t.equal(await exited, 0);
});

t.test('an answer that had begun keeps nobody waiting for its keep-alive time-out', async (t) => {
  const { origin, next, exited, kill, release } = await service(t, { graceMs: 30_000 });
  const response = await answer(`${origin}/streaming`, new Agent({ keepAlive: true }));
  await next();
  kill('SIGINT');
  t.equal(await next(), 'draining');
  release();
  t.equal(await text(response), 'firstlast');
  t.equal(await exited, 0);
});

t.test('after the grace period it exits 1 and says how many requests were cut', async (t) => {
  const { origin, exited, kill, next, lines } = await service(t, { graceMs: 50 });
  const cut = [1, 2].map(() => t.rejects(answer(`${origin}/slow`, new Agent()), { code: 'ECONNRESET' }));
  await next();
  await next();
  kill('SIGTERM');
  await Promise.all(cut);
  t.equal(await exited, 1);
  t.match((await lines()).at(-1), { level: 'error', cut: 2, msg: /grace period/ });
});

t.test('a second signal exits at once', async (t) => {
  const { origin, exited, kill, next, lines } = await service(t, { graceMs: 600_000 });
  const cut = t.rejects(answer(`${origin}/slow`, new Agent()), { code: 'ECONNRESET' });
  await next();
  kill('SIGTERM');
  t.equal(await next(), 'draining');
  kill('SIGINT');
  await cut;
  t.equal(await exited, 1);
  t.match((await lines()).at(-1), { level: 'error', cut: 1, msg: /second signal/ });
});

t.test('without any connection it stops at once', async (t) => {
  const { exited, kill, next } = await service(t, { graceMs: 600_000 });
  kill('SIGTERM');
  t.equal(await next(), 'draining');
  t.equal(await exited, 0);
});
