import t from 'tap';
import { isNotFound, isPassing, toProvisioningError, translated } from '../../src/provisioning/failures.ts';
import { ProvisioningError } from '../../src/provisioning/provisioning-error.ts';
import { QualtricsError, type QualtricsErrorCode } from '../../src/qualtrics/errors.ts';
import { StoreError } from '../../src/store/store-error.ts';

const codes: Record<QualtricsErrorCode, string> = {
  'not-found': 'not-found',
  taken: 'taken',
  invalid: 'invalid',
  forbidden: 'credential-refused',
  credential: 'credential-refused',
  limited: 'limited',
  unavailable: 'unavailable',
  timeout: 'unavailable',
  malformed: 'unavailable',
};

for (const [code, provisioning] of Object.entries(codes)) {
  t.test(`Qualtrics' ${code} is ${provisioning}, with Qualtrics' request id`, async (t) => {
    const failure = new QualtricsError(code as QualtricsErrorCode, 'PUT /users/{id}', { requestId: 'r-1' });
    t.match(toProvisioningError(failure), {
      name: 'ProvisioningError',
      code: provisioning,
      detail: /\w\.$/,
      upstreamRequestId: 'r-1',
      retryAfter: 30,
      cause: failure,
    });
  });
}

t.test('what passes may be tried again a moment later', async (t) => {
  const passing = Object.keys(codes).filter((code) =>
    isPassing(new QualtricsError(code as QualtricsErrorCode, 'GET /users')),
  );
  t.strictSame(passing, ['limited', 'unavailable', 'timeout']);
  t.notOk(isPassing(new Error('timeout')));
});

t.test('only what is refused for its values is told in the words of Qualtrics', async (t) => {
  const said = { errorMessage: 'The division of ada@example.com does not exist.' };
  t.match(toProvisioningError(new QualtricsError('invalid', 'PUT /users/{id}', said)), {
    detail: 'Qualtrics refused the values. It said: The division of ada@example.com does not exist.',
  });
  t.notMatch(toProvisioningError(new QualtricsError('unavailable', 'PUT /users/{id}', said)), {
    detail: /ada/,
  });
});

t.test('the time that Qualtrics asks for is passed on', async (t) => {
  const failure = new QualtricsError('limited', 'GET /users', { retryAfterSeconds: 7 });
  t.match(toProvisioningError(failure), { retryAfter: 7 });
});

t.test('a failing database is told as ours', async (t) => {
  const failure = new StoreError('unavailable', 'disk full');
  t.match(toProvisioningError(failure), { code: 'store-unavailable', retryAfter: 30, cause: failure });
});

t.test('a bug stays what it is', async (t) => {
  const bug = new TypeError('no');
  await t.rejects(
    translated(async () => {
      throw bug;
    }),
    bug,
  );
});

t.test('the message of a failure, which is logged, holds nothing that anybody sent', async (t) => {
  const failure = new ProvisioningError('invalid', 'userName ada@example.com is odd.');
  t.equal(failure.message, 'invalid');
  t.notOk(isNotFound(failure));
});
