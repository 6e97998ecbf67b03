import t from 'tap';
import { capturedLogger } from './log-lines.ts';

const TOKEN = 'Zk3Jd8sPq1Lw5Xv0Rb7Nt2Hc';
const PERSON = {
  userName: 'ada.lovelace@example.com',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada.lovelace@example.com' }],
  password: 'Analytical1843',
};
const PRIVATE = /lovelace|givenName.*Ada|Analytical1843|Zk3Jd8sPq1Lw/i;

/** What a client may be told and a log may not. */
class ScimLikeError extends Error {
  override readonly name = 'ScimError';
  readonly status = 409;
  readonly scimType = 'uniqueness';
}

class StoreLikeError extends Error {
  override readonly name = 'StoreError';
  readonly code = 'locked';
}

t.test(
  'a line is JSON with the level by name, the time in ISO 8601, the fields and the message',
  async (t) => {
    const { logger, lines } = capturedLogger();
    logger.info(
      { connection: 'default', count: 3, ignored: ['nickName', 'x509Certificates'] },
      'synchronised',
    );
    t.match(lines(), [
      {
        level: 'info',
        time: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
        connection: 'default',
        count: 3,
        ignored: ['nickName', 'x509Certificates'],
        msg: 'synchronised',
      },
    ]);
  },
);

t.test('a level below the configured one is not written', async (t) => {
  const { logger, text } = capturedLogger('warn');
  logger.info('quiet');
  t.equal(text(), '');
});

t.test('personal data and secrets get through on no way into a line', async (t) => {
  const quoting = `userName ${PERSON.userName} belongs to Lovelace`;
  const error = new ScimLikeError(quoting, { cause: new Error(quoting, { cause: PERSON }) });
  Object.assign(error, { request: PERSON, headers: { authorization: TOKEN } });
  type Log = ReturnType<typeof capturedLogger>['logger'];
  const ways: Record<string, (log: Log) => void> = {
    'a field that is not listed': (log) =>
      log.info({ user: PERSON, authorization: TOKEN, 'x-api-token': TOKEN }),
    'an object in a listed field': (log) => log.info({ path: PERSON, id: [PERSON], err: PERSON }),
    'cookies and headers': (log) =>
      log.info({ headers: { cookie: TOKEN }, cookie: TOKEN, 'set-cookie': TOKEN }),
    'a binding of a child': (log) => log.child({ userName: PERSON.userName, password: TOKEN }).info('x'),
    'a binding of a grandchild': (log) => log.child({ id: 'UR_1' }).child({ record: PERSON }).info('x'),
    'an error alone': (log) => log.error(error),
    'an error as err': (log) => log.error({ err: error }),
    'an error and its own message': (log) => log.error({ err: error }, error.message),
    'an error in a binding': (log) => log.child({ err: error }).info('x'),
    'an error under another name': (log) => log.error({ error, cause: error }),
    'a message with an address': (log) => log.info(`created ${PERSON.userName}`),
    'a message with an encoded address': (log) => log.info('GET /Users/ada.lovelace%40example.com'),
    'a message with an argument': (log) => log.info('created %s', PERSON.userName),
    'a message with an object': (log) => log.info({}, 'created %j', { value: PERSON.userName }),
    'a message with a token': (log) => log.info(`authorization: Bearer ${TOKEN}`),
    'a message with a filter': (log) =>
      log.info('filter: name.familyName eq "Lovelace" and userName sw "lovelace'),
    'a message with a URL': (log) => log.info('GET /scim/v2/Users?filter=name.familyName+eq+Lovelace'),
    'a path with a value': (log) => log.info({ path: 'emails[value eq "ada.lovelace@example.com"].type' }),
    'a prefix of a child': (log) => log.child({}, { msgPrefix: `${PERSON.userName}: ` }).info('x'),
    'an object alone': (log) => log.info(PERSON),
    'a request': (log) =>
      log.info({
        req: {
          method: 'GET',
          url: '/scim/v2/Users?filter=lovelace',
          query: { filter: 'lovelace', 'lovelace@example.com': '' },
          headers: { authorization: TOKEN, 'x-request-id': 'ada lovelace' },
          body: PERSON,
        },
      }),
    'a response': (log) =>
      log.info({ res: { statusCode: 200, headers: { etag: 'lovelace' }, payload: PERSON } }),
  };
  for (const [way, write] of Object.entries(ways)) {
    const { logger, text, lines } = capturedLogger();
    write(logger);
    t.equal(lines().length, 1, way);
    t.notMatch(text(), PRIVATE, way);
  }
});

t.test('a field that is not listed shows that it is missing', async (t) => {
  const { logger, lines } = capturedLogger();
  logger.child({ userName: 'ada' }).info({ record: {}, id: 'UR_1' }, 'x');
  t.match(lines(), [{ userName: '[not logged]', record: '[not logged]', id: 'UR_1' }]);
});

t.test('a field that is named like what every object has is not listed either', async (t) => {
  const { logger, lines } = capturedLogger();
  const named = JSON.parse('{"constructor":"ada","toString":"ada","__proto__":"ada"}');
  logger.child(named).info(named, 'x');
  t.strictSame(Object.values(lines()[0] ?? {}).includes('ada'), false);
});

t.test('a field of a child is in each of its lines, the latest', async (t) => {
  const { logger, lines } = capturedLogger();
  logger.child({ id: 'UR_1', count: 1 }).child({ id: 'UR_2' }).info({ count: 2 }, 'x');
  t.match(lines(), [{ id: 'UR_2', count: 2, msg: 'x' }]);
});

t.test('an error for a client keeps its type, its codes, its frames and its causes', async (t) => {
  const { logger, lines } = capturedLogger();
  const cause = new StoreLikeError('database is locked');
  logger.error({ err: new ScimLikeError('ada is taken', { cause }) }, 'failed');
  const [{ err } = {}] = lines();
  t.match(err, {
    type: 'ScimError',
    status: 409,
    scimType: 'uniqueness',
    message: undefined,
    stack: /^at .*logger\.test\.ts:\d+/,
    cause: { type: 'StoreError', code: 'locked', message: 'database is locked' },
  });
});

t.test("the runtime's own errors keep their message, without what they quote", async (t) => {
  const { logger, lines } = capturedLogger();
  for (const fault of [
    () => JSON.parse('{"userName": ada}'),
    () => Reflect.get(Object(undefined).missing, 'x'),
    () => Buffer.from(42 as never),
    () => process.chdir('/nowhere/ada'),
  ]) {
    try {
      fault();
    } catch (error) {
      logger.error(error);
    }
  }
  t.match(
    lines().map(({ msg }) => msg),
    ['SyntaxError', 'Reflect.get called on non-object', /^The first argument must be/, /^ENOENT/],
  );
  t.notMatch(JSON.stringify(lines()), /ada\b/);
});

t.test('a chain of causes that closes on itself ends', async (t) => {
  const { logger, lines } = capturedLogger();
  const error = new Error('x');
  error.cause = error;
  logger.error(error);
  t.equal(lines().length, 1);
});

t.test('a hostile text of 100 kB is masked within the time of a request', { timeout: 10_000 }, async (t) => {
  const { logger, lines } = capturedLogger();
  for (const part of ['a', 'a@', 'a.', '@a.', 'bearer ', 'eq ', 'eq "', '?', '%40', ' ']) {
    logger.info(part.repeat(100_000 / part.length));
  }
  t.equal(lines().length, 10);
});
