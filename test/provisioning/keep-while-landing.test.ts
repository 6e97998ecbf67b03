import t from 'tap';
import { keepWhileLanding } from '../../src/provisioning/keep-while-landing.ts';
import { createKeyedLock } from '../../src/provisioning/locks/keyed-lock.ts';
import {
  QualtricsError,
  type QualtricsErrorCode,
  type QualtricsErrorFacts,
} from '../../src/qualtrics/errors.ts';
import { dueIn } from './connect.ts';

async function isKeptAfter(failure: unknown): Promise<boolean> {
  const locks = createKeyedLock();
  await locks.hold('UR_1', dueIn(1_000), async () => keepWhileLanding(locks, 'UR_1', failure));
  return await locks.holdFree(['UR_1'], async (free) => free.length === 0);
}

const FAILURES: readonly [string, QualtricsErrorCode, QualtricsErrorFacts, boolean][] = [
  ['no answer in time', 'timeout', { mayHaveLanded: true }, true],
  ['a connection that was cut after sending', 'unavailable', { mayHaveLanded: true }, true],
  ['a 502 of a gateway', 'unavailable', { mayHaveLanded: true, status: 502 }, true],
  ['a 504 of the API', 'unavailable', { mayHaveLanded: true, status: 504, fromApi: true }, false],
  ['a connection that was never made', 'unavailable', {}, false],
  ['a refusal', 'invalid', { status: 400, fromApi: true }, false],
];

for (const [title, code, facts, isKept] of FAILURES) {
  t.test(`after ${title} the next one ${isKept ? 'waits' : 'need not wait'}`, async (t) => {
    t.equal(await isKeptAfter(new QualtricsError(code, 'PUT /users/{id}', facts)), isKept);
  });
}

t.test('what is no failure of a write keeps nobody', async (t) => {
  t.equal(await isKeptAfter(new Error('a bug')), false);
});
