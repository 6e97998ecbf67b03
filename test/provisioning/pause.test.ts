import { syncBuiltinESMExports } from 'node:module';
import { mock } from 'node:test';
import t from 'tap';
import { pauseAfter } from '../../src/provisioning/pause.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';

const NEVER = new AbortController().signal;
const failure = (retryAfterSeconds?: number) =>
  new QualtricsError('limited', 'PUT /users/{id}', { retryAfterSeconds });

t.test('a write is tried four times, and the failure is the last one', async (t) => {
  const last = failure();
  await t.rejects(pauseAfter(last, 4, NEVER), last);
});

t.test('a wait that is longer than an answer can wait is pointless', async (t) => {
  const asked = failure(6);
  await t.rejects(pauseAfter(asked, 1, NEVER), asked);
});

t.test('a wait for Qualtrics that is known to be down is pointless, but for a leaver', async (t) => {
  const heldBack = (retryAfterSeconds: number) =>
    new QualtricsError('unavailable', 'PUT /users/{id}', { heldBack: true, retryAfterSeconds });
  const down = heldBack(3);
  await t.rejects(pauseAfter(down, 1, NEVER), down);
  await t.resolves(pauseAfter(heldBack(1), 1, NEVER));
});

t.test('an answer that falls due ends the wait with the failure', async (t) => {
  const due = new AbortController();
  const first = failure(5);
  const waiting = pauseAfter(first, 1, due.signal);
  due.abort();
  await t.rejects(waiting, first);
  await t.rejects(pauseAfter(first, 1, due.signal), first, 'also when it was due before');
});

t.test('the wait is what Qualtrics asks for', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  syncBuiltinESMExports();
  t.teardown(() => {
    mock.timers.reset();
    syncBuiltinESMExports();
  });
  let isOver = false;
  const waiting = pauseAfter(failure(2), 1, NEVER).then(() => {
    isOver = true;
  });
  mock.timers.tick(1_999);
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(isOver);
  mock.timers.tick(1);
  await waiting;
  t.ok(isOver);
});
