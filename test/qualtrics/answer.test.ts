import t from 'tap';
import { readAnswer } from '../../src/qualtrics/answer.ts';
import { QualtricsError } from '../../src/qualtrics/errors.ts';
import type { HttpRequest, HttpResponse } from '../../src/qualtrics/http.ts';

const GET: HttpRequest = {
  method: 'GET',
  endpoint: 'GET /users/{id}',
  write: false,
  path: '/API/v3/users/UR_1',
  headers: {},
};
const PUT: HttpRequest = { ...GET, method: 'PUT', endpoint: 'PUT /users/{id}', write: true };
const HTML = '<html><head><title>503</title></head></html>';

function read(status: number, body: unknown, request = GET, headers: HttpResponse['headers'] = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  try {
    return readAnswer(request, { status, headers, body: text });
  } catch (error) {
    if (error instanceof QualtricsError) return error;
    throw error;
  }
}

function failure(...args: Parameters<typeof read>): QualtricsError {
  const outcome = read(...args);
  if (outcome instanceof QualtricsError) return outcome;
  throw new Error('expected a failure');
}

const error = (errorMessage: string, errorCode?: string) => ({
  meta: { httpStatus: 'x', error: { errorMessage, errorCode }, requestId: null },
});

t.test('a success is its result, its notice and its request id', async (t) => {
  const body = {
    result: { id: 'UR_1' },
    meta: { requestId: '94afd7c8-5ee0-460a', httpStatus: '200 - OK', notice: 'Request proxied.' },
  };
  t.match(read(200, body), {
    status: 200,
    result: { id: 'UR_1' },
    requestId: '94afd7c8-5ee0-460a',
    notice: 'Request proxied.',
  });
});

t.test('an update is done when the answer has meta only, an empty result, or no body', async (t) => {
  for (const body of [{ meta: { httpStatus: '200 - OK', requestId: '' } }, { result: {} }, '']) {
    t.match(read(200, body, PUT), { status: 200 });
  }
});

t.test('the HTTP status counts, not meta.httpStatus', async (t) => {
  t.match(read(200, { result: 1, meta: { httpStatus: '404 - Not Found' } }), { status: 200 });
});

const TABLE: [title: string, status: number, body: unknown, code: string][] = [
  ['a 404 with a code', 404, error('pewpew not found', 'ESSG_2'), 'not-found'],
  ['a 404 with qualtricsErrorCode', 404, { meta: { error: { qualtricsErrorCode: 'ESSG_2' } } }, 'not-found'],
  [
    'a 404 without a code: no such route',
    404,
    error('The requested resource does not exist.'),
    'unavailable',
  ],
  ['a 404 with meta alone', 404, { meta: { httpStatus: '404 - Not Found' } }, 'unavailable'],
  ['a 404 page', 404, HTML, 'unavailable'],
  ['a 404 without a body', 404, '', 'unavailable'],
  [
    'the 404 of 2015 that means no permission',
    404,
    {
      meta: {
        status: 'Error',
        errorMessage: 'You do not have permission to access this resource.',
        internalErrorCode: 'GS_5',
        errorId: '3d6a9018',
      },
      result: null,
    },
    'forbidden',
  ],
  [
    'the 404 of 2015 that means not found',
    404,
    { meta: { status: 'Error', errorMessage: 'User not found.', internalErrorCode: 'GS_7' }, result: null },
    'not-found',
  ],
  ['a 403', 403, error('The operation is forbidden.', 'QMST_2.1'), 'forbidden'],
  ['a 403 page of a firewall', 403, HTML, 'unavailable'],
  ['a 401', 401, error('Unrecognized X-API-TOKEN.', 'DCD_7'), 'credential'],
  [
    'a 400 that says no credential came',
    400,
    error('Expected authorization in headers.', 'ATP_2'),
    'credential',
  ],
  ['a 400', 400, error('Invalid userType.', 'X_1'), 'invalid'],
  ['a 400 without a code', 400, error('Invalid userType.'), 'invalid'],
  ['a 400 without words', 400, { meta: {} }, 'invalid'],
  ['a username in use', 400, error('The username is already in use.', 'X_1'), 'taken'],
  ['a username that exists', 400, error('A user with this user name exists', 'X_1'), 'taken'],
  ['a duplicate username', 400, error('Duplicate Username'), 'taken'],
  ['a username that does not exist', 400, error('This username does not exist.', 'X_1'), 'invalid'],
  ['something else that exists', 400, error('The division already exists.', 'X_1'), 'invalid'],
  ['no seat left', 409, error('The seat limit of the organization is reached.', 'X_1'), 'invalid'],
  ['no license left', 409, error('No license available', 'X_1'), 'invalid'],
  ['a 409', 409, error('Conflict', 'X_1'), 'taken'],
  ['a 409 about a limited company', 409, error('ada@acme-limited.com is already in use'), 'taken'],
  ['a 409 about a username in quotes', 409, error('The username "seat.license" exists.'), 'taken'],
  ['a 400 about a field in quotes', 400, error('The "username" is already in use.'), 'taken'],
  ['a 400 about a username with such words', 400, error('taken@in-use.com is no username'), 'invalid'],
  ['a 411', 411, 'Length Required', 'invalid'],
  ['a 429', 429, error('Too many', 'X_1'), 'limited'],
  ['a 429 page', 429, HTML, 'limited'],
  ['a 500', 500, error('Internal', 'X_1'), 'unavailable'],
  ['a 503 page', 503, HTML, 'unavailable'],
  ['a redirect', 302, '', 'unavailable'],
  ['a 408', 408, '', 'unavailable'],
  ['a page with 200', 200, HTML, 'unavailable'],
  ['half a JSON with 200', 200, '{"result":{"id":"UR_', 'malformed'],
  ['JSON that is no envelope with 200', 200, '[1]', 'malformed'],
  ['an error with 200', 200, error('It failed', 'X_1'), 'malformed'],
];

t.test('what each answer that is no success means', async (t) => {
  for (const [title, status, body, code] of TABLE) t.equal(failure(status, body).code, code, title);
});

t.test(
  'a write may have been done when the answer is a 5xx or cannot be read, and not otherwise',
  async (t) => {
    const landed: [number, string][] = [
      [500, ''],
      [503, HTML],
      [504, HTML],
      [200, HTML],
      [200, '{'],
      [408, ''],
    ];
    for (const [status, body] of landed) {
      t.ok(failure(status, body, PUT).mayHaveLanded, `PUT ${status}`);
      t.notOk(failure(status, body, GET).mayHaveLanded, `GET ${status}`);
    }
    for (const status of [302, 400, 401, 403, 404, 409, 429]) {
      t.notOk(failure(status, '', PUT).mayHaveLanded, `PUT ${status}`);
    }
  },
);

t.test('an error tells what support asks for', async (t) => {
  const body = { meta: { error: { errorMessage: 'No', errorCode: 'QMST_2.1' }, requestId: 'bb2e47e7' } };
  t.match(failure(403, body, GET, { 'retry-after': '7' }), {
    message: 'GET /users/{id}: forbidden, HTTP 403, QMST_2.1',
    status: 403,
    errorCode: 'QMST_2.1',
    errorMessage: 'No',
    requestId: 'bb2e47e7',
    retryAfterSeconds: 7,
    fromApi: true,
  });
  t.notOk(failure(404, HTML).fromApi, 'a page is not from the API');
});

t.test('what Qualtrics says in words is in nothing that a logger copies', async (t) => {
  const words = 'ada@example.com is already in use as username';
  const taken = failure(400, error(words, 'ada@example.com'), PUT);
  t.equal(taken.errorMessage, words);
  t.equal(taken.errorCode, undefined, 'a code that is none is dropped');
  const logged = JSON.stringify({ ...taken, message: taken.message, stack: taken.stack });
  t.notMatch(logged, /ada@example/);
});
