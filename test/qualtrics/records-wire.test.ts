import t from 'tap';
import type { Answer } from '../../src/qualtrics/answer.ts';
import {
  readCreatedId,
  readDivision,
  readListedUser,
  readUser,
  readWhoami,
} from '../../src/qualtrics/records-wire.ts';

function answer(result: unknown, notice?: string): Answer {
  return { endpoint: 'GET /x', write: false, status: 200, result, notice, requestId: 'r-1' };
}
const malformed = { name: 'QualtricsError', code: 'malformed', requestId: 'r-1' };
const base = { id: 'UR_1', username: 'ada@example.com' };

t.test('status is accountStatus, else status', async (t) => {
  t.equal(readUser(answer({ ...base, accountStatus: 'active' })).status, 'active');
  t.equal(readUser(answer({ ...base, status: 'disabled' })).status, 'disabled');
  t.equal(readUser(answer({ ...base, accountStatus: 'active', status: 'disabled' })).status, 'active');
  t.equal(readUser(answer({ ...base, accountStatus: null, status: 'disabled' })).status, 'disabled');
  t.equal(readUser(answer({ ...base, accountStatus: null })).status, null);
  t.equal(readUser(answer({ ...base, status: null })).status, null);
  t.notOk('status' in readUser(answer(base)));
  t.notOk('accountStatus' in readUser(answer({ ...base, accountStatus: 'active' })));
});

t.test('absent stays absent, null stays null, unknown keys survive', async (t) => {
  const wire = { ...base, divisionId: null, responseCounts: { auditable: 1 }, futureKey: [1] };
  t.strictSame(readUser(answer(wire)), wire);
});

t.test('a key named __proto__ changes no prototype', async (t) => {
  const wire: unknown = JSON.parse('{"id":"UR_1","username":"a@b","__proto__":{"status":"active"}}');
  const user = readUser(answer(wire));
  t.equal(user.status, undefined);
  t.equal(Object.getPrototypeOf(user), Object.prototype);
});

t.test('a record with a known field of another type is unreadable, since a PUT would null it', async (t) => {
  for (const wire of [{ ...base, divisionId: 5 }, { ...base, id: '' }, { id: 'UR_1' }, [], null, undefined]) {
    t.throws(() => readUser(answer(wire)), malformed, JSON.stringify(wire));
  }
});

t.test('a listed account without username is left out, one without id is unreadable', async (t) => {
  t.strictSame(readListedUser({ ...base, accountStatus: 'active' }, answer({})), {
    ...base,
    status: 'active',
  });
  t.equal(readListedUser({ id: 'UR_1', username: null }, answer({})), undefined);
  t.equal(readListedUser({ id: 'UR_1' }, answer({})), undefined);
  t.throws(() => readListedUser({ username: 'ada@example.com' }, answer({})), malformed);
});

t.test('whoami in both dialects', async (t) => {
  const recorded = {
    brandId: 'acme',
    userId: 'UR_1',
    userName: '1352432#acme',
    accountType: 'UT_BRANDADMIN',
    firstName: 'G',
    lastName: 'R',
    email: 'g@example.com',
    datacenter: 'az1',
  };
  const notice = 'Request proxied. For faster response times, use this host instead: sjc1.qualtrics.com';
  t.strictSame(readWhoami(answer(recorded, notice)), {
    userId: 'UR_1',
    username: '1352432#acme',
    brandId: 'acme',
    userType: 'UT_BRANDADMIN',
    datacenter: 'az1',
    betterHost: 'sjc1.qualtrics.com',
  });
  t.strictSame(readWhoami(answer({ userId: 'URH_1', username: 'ada', brandId: 'acme' })), {
    userId: 'URH_1',
    username: 'ada',
    brandId: 'acme',
  });
  t.throws(() => readWhoami(answer({ userId: 'URH_1', brandId: 'acme' })), malformed);
});

t.test('a division and a created id come under several names', async (t) => {
  t.strictSame(readDivision({ id: 'DV_1', name: 'R', status: 'Active', creatorId: 'UR_1' }, answer({})), {
    id: 'DV_1',
    name: 'R',
    status: 'Active',
  });
  t.strictSame(readDivision({ divisionId: 'DV_1', name: 'R' }, answer({})), { id: 'DV_1', name: 'R' });
  t.throws(() => readDivision({ name: 'R' }, answer({})), malformed);
  t.equal(readCreatedId(answer({ id: 'UR_1' })), 'UR_1');
  t.equal(readCreatedId(answer({ userId: 'UR_1' })), 'UR_1');
  t.equal(readCreatedId(answer({ divisionId: 'DV_1' })), 'DV_1');
  for (const result of [{}, { id: '' }, { id: null }, undefined]) {
    t.throws(() => readCreatedId(answer(result)), malformed);
  }
});
