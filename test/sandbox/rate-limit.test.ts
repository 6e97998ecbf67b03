import t from 'tap';
import { API, start } from './start.ts';

const statuses = async (count: number, call: () => Promise<{ status: number }>) => {
  const seen: number[] = [];
  for (let i = 0; i < count; i++) seen.push((await call()).status);
  return seen;
};

t.test('the call beyond the limit is a 429 that says when to come back', async (t) => {
  const { send } = await start(t, { rateLimit: { perMinute: 3 } });
  const call = () => send('GET', `${API}/whoami`);
  t.strictSame(await statuses(3, call), [200, 200, 200]);
  const limited = await call();
  t.match(limited, { status: 429, body: { meta: { error: { errorCode: 'SANDBOX_LIMITED' } } } });
  const seconds = Number(limited.headers.get('retry-after'));
  t.ok(Number.isInteger(seconds) && seconds >= 1 && seconds <= 60, `Retry-After: ${seconds}`);
});

t.test('a 429 may say nothing, as in the seed dialect', async (t) => {
  const { sandbox, send } = await start(t, { rateLimit: { perMinute: 1, retryAfter: false } });
  const { sandbox: seed, send: sendSeed } = await start(t, { dialect: 'seed', rateLimit: { perMinute: 1 } });
  for (const [one, call] of [
    [sandbox, send],
    [seed, sendSeed],
  ] as const) {
    t.strictSame(await statuses(1, () => call('GET', `${API}/whoami`)), [200]);
    const limited = await call('GET', `${API}/whoami`);
    t.equal(limited.status, 429, one.options.dialect);
    t.notOk(limited.headers.has('retry-after'));
  }
});

t.test('an endpoint has its own limit below the one of the brand', async (t) => {
  const { sandbox, send } = await start(t, { rateLimit: { perMinute: 100, perEndpoint: { users: 1 } } });
  t.strictSame(await statuses(2, () => send('GET', `${API}/users`)), [200, 429]);
  t.strictSame(await statuses(2, () => send('GET', `${API}/groups`)), [200, 200]);
  const organization = () => send('GET', `${API}/organizations/sandbox`);
  t.strictSame(await statuses(6, organization), [200, 200, 200, 200, 200, 429], 'published: 5 per minute');
  sandbox.setOptions({ rateLimit: { perMinute: 100 } });
  t.strictSame(
    await statuses(2, () => send('GET', `${API}/users`)),
    [200, 200],
    'a change starts a new minute',
  );
});

t.test('refused credentials are not counted, and a new minute starts afresh', async (t) => {
  const { send } = await start(t, { rateLimit: { perMinute: 1, minuteMs: 50 } });
  t.match(await send('GET', `${API}/whoami`, undefined, {}), { status: 400 });
  t.match(await send('GET', `${API}/whoami`), { status: 200 });
  const limited = Date.now();
  let status = 429;
  while (status === 429 && Date.now() - limited < 10_000) ({ status } = await send('GET', `${API}/whoami`));
  t.equal(status, 200);
});
