import t from 'tap';
import { toStoreError } from '../../src/store/postgres/postgres-error.ts';
import { StoreError } from '../../src/store/store-error.ts';

/** As pg throws what the server said. */
function serverError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

t.test('what only another DATABASE_URL helps against is told from what may pass', async (t) => {
  const codes = {
    '28P01': 'configuration',
    '28000': 'configuration',
    '3D000': 'configuration',
    '53100': 'unavailable',
    '53300': 'unavailable',
    '57P01': 'unavailable',
    '57P03': 'unavailable',
    '40001': 'unavailable',
    ECONNRESET: 'unavailable',
  };
  for (const [code, expected] of Object.entries(codes)) {
    t.equal(toStoreError(serverError(code, 'some reason')).code, expected, code);
  }
});

t.test('the message says what to do', async (t) => {
  const full = toStoreError(serverError('53100', 'could not extend file: No space left on device'));
  t.match(full.message, /No space left.*Free some disk space/);
  t.match(toStoreError(serverError('28P01', 'password authentication failed')).message, /right password/);
});

t.test('an error that may quote a value of a user is told by its code alone', async (t) => {
  for (const code of ['22P02', '23505']) {
    const { message } = toStoreError(serverError(code, 'invalid input: "ada@example.com"'));
    t.match(message, new RegExp(code));
    t.notMatch(message, /ada/);
  }
});

t.test('an error without a message is told by its code', async (t) => {
  const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });
  t.match(toStoreError(error).message, /ECONNREFUSED/);
});

t.test('a StoreError stays what it is', async (t) => {
  const error = new StoreError('newer', 'newer');
  t.equal(toStoreError(error), error);
});
