import t from 'tap';
import { createBreaker } from '../../src/qualtrics/breaker.ts';
import type { Lane } from '../../src/qualtrics/client.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';
import { failureOf } from './connect.ts';

const ROUTE = 'GET /users/{id}';
const silence = () => new QualtricsError('unavailable', ROUTE, { status: 503 });

/** A breaker on a clock of seconds that the test sets, with a record a call unless told otherwise. */
function started() {
  const clock = { second: 0 };
  const changes: string[] = [];
  const breaker = createBreaker(
    ({ open }) => changes.push(open ? 'open' : 'closed'),
    () => clock.second * 1000,
  );
  let count = 0;
  let made = 0;
  const run = (call: () => Promise<unknown>, path: string, lane: Lane, signal?: AbortSignal) => {
    const request = { method: 'GET', endpoint: ROUTE, write: false, path, headers: {} } as const;
    return breaker.run(request, lane, signal, async () => {
      made += 1;
      return await call();
    });
  };
  const fail = (error = silence(), path = `/users/UR_${count++}`, lane: Lane = 'interactive') =>
    failureOf(run(() => Promise.reject(error), path, lane));
  const answer = (lane: Lane = 'interactive') => run(async () => 'answer', '/users/UR_1', lane);
  /** Until it opens, 5 s after the first failure. */
  const breakDown = async () => {
    for (let index = 0; index < 4; index += 1) await fail();
    clock.second += 5;
    await fail();
  };
  const calls = () => {
    const since = made;
    made = 0;
    return since;
  };
  return { breaker, clock, changes, run, fail, answer, breakDown, calls };
}

t.test('five requests in a row without an answer, over five seconds, open the circuit', async (t) => {
  const { breaker, clock, changes, fail } = started();
  const failures = [
    silence(),
    new QualtricsError('timeout', ROUTE),
    new QualtricsError('unavailable', ROUTE),
    new QualtricsError('unavailable', ROUTE, { status: 500, fromApi: true }),
  ];
  for (const failure of failures) await fail(failure);
  clock.second = 5;
  t.strictSame(changes, []);
  const last = silence();
  await fail(last);
  t.strictSame(changes, ['open']);
  t.strictSame(breaker.circuit(), { open: true, failure: last });
});

t.test('a hiccup of less than five seconds opens nothing, however many calls it hits', async (t) => {
  const { clock, changes, fail, answer } = started();
  for (let index = 0; index < 100; index += 1) await fail();
  clock.second = 4.9;
  await fail();
  await answer();
  clock.second = 6;
  await fail();
  t.strictSame(changes, []);
});

t.test('one record that always fails opens nothing', async (t) => {
  const { clock, changes, fail } = started();
  for (let index = 0; index < 100; index += 1) {
    clock.second += 10;
    await fail(silence(), '/users/UR_sick');
  }
  t.strictSame(changes, []);
});

t.test('requests that are about no record count one by one', async (t) => {
  const { clock, changes, fail } = started();
  for (let index = 0; index < 5; index += 1) {
    clock.second += 2;
    await fail(new QualtricsError('unavailable', 'POST /users', { status: 502 }), '/users');
  }
  t.strictSame(changes, ['open']);
});

t.test('every answer starts the row afresh, a refusal too', async (t) => {
  const refusals = [
    new QualtricsError('limited', ROUTE, { status: 429 }),
    new QualtricsError('credential', ROUTE, { status: 401 }),
    new QualtricsError('not-found', ROUTE, { status: 404 }),
    new QualtricsError('unavailable', ROUTE, { status: 404 }),
    new QualtricsError('malformed', ROUTE),
  ];
  for (const refusal of refusals) {
    const { clock, changes, fail } = started();
    for (let index = 0; index < 4; index += 1) await fail();
    clock.second = 5;
    await fail(refusal);
    await fail();
    t.strictSame(changes, [], refusal.message);
  }
});

t.test('a caller who hung up, and a secret that cannot be sent, say nothing about Qualtrics', async (t) => {
  const { clock, changes, run, fail } = started();
  for (let index = 0; index < 4; index += 1) await fail();
  clock.second = 5;
  const hungUp = () => Promise.reject(new QualtricsError('timeout', ROUTE));
  await failureOf(run(hungUp, '/users/UR_x', 'interactive', AbortSignal.abort()));
  await fail(new QualtricsError('credential', ROUTE));
  t.strictSame(changes, [], 'neither a failure');
  await fail();
  t.strictSame(changes, ['open'], 'nor an answer');
});

t.test('while open, calls are refused without being made, and told when the next probe is', async (t) => {
  const { breaker, clock, fail, answer, breakDown, calls } = started();
  await breakDown();
  calls();
  clock.second += 0.5;
  const refused = { code: 'unavailable', heldBack: true, retryAfterSeconds: 5, status: undefined };
  t.match(await failureOf(answer()), refused);
  t.match(await fail(), refused);
  t.throws(() => breaker.check(ROUTE, 'background'), refused);
  t.equal(calls(), 0);
});

t.test('when the time has come one call is let through, and its answer closes the circuit', async (t) => {
  const { breaker, clock, changes, run, answer, breakDown, calls } = started();
  await breakDown();
  calls();
  clock.second += 5;
  const { promise, resolve } = Promise.withResolvers<string>();
  const probe = run(() => promise, '/users/UR_1', 'interactive');
  t.match(await failureOf(answer()), { heldBack: true, retryAfterSeconds: 1 });
  t.match(await failureOf(answer('deactivation')), { heldBack: true });
  t.equal(calls(), 1);
  resolve('answer');
  t.equal(await probe, 'answer');
  t.strictSame(changes, ['open', 'closed']);
  t.strictSame(breaker.circuit(), { open: false });
  t.equal(await answer(), 'answer');
});

t.test('after each probe that fails the next one waits twice as long, 20 s at most', async (t) => {
  const { clock, changes, fail, breakDown, calls } = started();
  await breakDown();
  calls();
  const probes: number[] = [];
  const opened = clock.second;
  for (; clock.second < opened + 80; clock.second += 1) {
    await fail();
    if (calls() > 0) probes.push(clock.second - opened);
  }
  t.strictSame(probes, [5, 15, 35, 55, 75]);
  t.strictSame(changes, ['open']);
});

t.test('a leaver probes a second after the last failure and does not put the others off', async (t) => {
  const { clock, fail, answer, breakDown, calls } = started();
  await breakDown();
  calls();
  for (const [after, made] of [
    [0.5, 0],
    [1, 1],
    [1.5, 0],
    [2, 1],
    [3, 1],
    [4.5, 1],
  ] as const) {
    clock.second = 5 + after;
    await fail(silence(), '/users/UR_leaver', 'deactivation');
    t.equal(calls(), made, `${after} s`);
  }
  clock.second = 10;
  t.equal(await answer(), 'answer');
});

t.test('a probe that ends without telling anything leaves its place to the next', async (t) => {
  const { clock, changes, run, answer, breakDown } = started();
  await breakDown();
  clock.second += 5;
  const hungUp = () => Promise.reject(new QualtricsError('timeout', ROUTE));
  await failureOf(run(hungUp, '/users/UR_x', 'interactive', AbortSignal.abort()));
  t.strictSame(changes, ['open']);
  await answer();
  t.strictSame(changes, ['open', 'closed']);
});

t.test('an answer to a call that was made before the circuit opened closes it', async (t) => {
  const { changes, run, breakDown } = started();
  const { promise, resolve } = Promise.withResolvers<string>();
  const early = run(() => promise, '/users/UR_1', 'interactive');
  await breakDown();
  resolve('answer');
  await early;
  t.strictSame(changes, ['open', 'closed']);
});

t.test('a defect is passed on as it is and says nothing about Qualtrics', async (t) => {
  const { clock, changes, run, breakDown, answer } = started();
  await breakDown();
  clock.second += 5;
  const defect = () => Promise.reject(new TypeError('a defect'));
  await t.rejects(run(defect, '/users/UR_1', 'interactive'), { name: 'TypeError' });
  t.strictSame(changes, ['open']);
  await answer();
  t.strictSame(changes, ['open', 'closed']);
});
