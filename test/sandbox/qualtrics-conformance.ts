// What the bridge relies on at Qualtrics, as checks of the wire. The same suite runs against the sandbox in all its
// modes and, when asked to, against a real brand, so that the sandbox cannot drift from the product unnoticed.
//
//   checks    hold for any Qualtrics; a failure means that the sandbox, the facts or the bridge are wrong
//   findings  differ or are unknown (PUT replaces or merges? is email writable?); they are measured and returned

import type { Test } from 'tap';
import * as z from 'zod';
import { checkWrites, type WriteFindings, type WriteTarget } from './qualtrics-conformance-writes.ts';
import { type Answered, API, envelopeOf, pageOf, type Send, sender } from './start.ts';

export interface ConformanceTarget {
  /** Origin, such as `https://fra1.qualtrics.com`. */
  readonly url: string;
  readonly token: string;
  /** When given, one user is created, changed and deleted. */
  readonly write?: WriteTarget;
}

export interface Findings extends Partial<WriteFindings> {
  dialect: 'recorded' | 'seed';
  divisionsList: boolean;
  usernameFilter: 'honoured' | 'ignored';
  /** Users on the first page. */
  firstPage: number;
}

/** As many pages as show that nextPage leads on; a brand may have hundreds. */
const PAGES = 3;
const text = z.string().min(1);
const whoamiSchema = z.looseObject({
  userId: text,
  brandId: text,
  userName: text.optional(),
  username: text.optional(),
});

/** Runs every check as a subtest of `t` and returns what was found out. */
export async function runQualtricsConformance(t: Test, target: ConformanceTarget): Promise<Findings> {
  const send = sender(target);
  const owner = whoamiSchema.parse(envelopeOf(await send('GET', `${API}/whoami`)).result);
  const username = owner.userName ?? owner.username ?? '';
  const dialect = owner.userName === undefined ? 'seed' : 'recorded';
  await t.test('credentials and routes', (t) => checkRefusals(t, send));
  await t.test('pages of users', (t) => checkPages(t, send));
  await t.test('the record of the token owner', (t) => checkRecord(t, send, owner.userId, username));
  const filtered = pageOf(
    await send('GET', `${API}/users?username=${encodeURIComponent(username)}`),
  ).elements;
  const divisions = await send('GET', `${API}/divisions`);
  t.ok([200, 404].includes(divisions.status), `GET /divisions is ${divisions.status}`);
  const findings: Findings = {
    dialect,
    divisionsList: divisions.status === 200,
    usernameFilter: filtered.every((user) => user.username === username) ? 'honoured' : 'ignored',
    firstPage: pageOf(await send('GET', `${API}/users`)).elements.length,
  };
  const { write } = target;
  if (write === undefined) return findings;
  let written: Partial<WriteFindings> = {};
  await t.test('the life of a user', async (t) => {
    written = await checkWrites(t, send, write);
  });
  return { ...findings, ...written };
}

async function checkRefusals(t: Test, send: Send): Promise<void> {
  t.equal((await send('GET', `${API}/whoami`, undefined, {})).status, 400, 'no credential is a 400');
  const stranger = await send('GET', `${API}/whoami`, undefined, { 'x-api-token': 'not-a-token' });
  t.equal(stranger.status, 401, 'an unknown token is a 401');
  t.equal((await send('POST', `${API}/users`, undefined, {})).status, 411, 'a POST without a body is a 411');
  const route = await send('GET', `${API}/no-such-route`);
  t.equal(route.status, 404);
  t.notOk(envelopeOf(route).meta.error?.errorCode, 'an unknown route has no errorCode');
  t.equal(
    (await send('GET', `${API}/users/UR_doesnotexist00`)).status,
    404,
    'nor is a user there that is not',
  );
}

async function checkPages(t: Test, send: Send): Promise<void> {
  const seen = new Set<string>();
  let path: string | undefined = `${API}/users`;
  for (let i = 0; i < PAGES && path !== undefined; i++) {
    const answered: Answered = await send('GET', path);
    checkMeta(t, answered);
    const { elements, nextPage } = pageOf(answered);
    for (const { id, username } of elements) {
      t.notOk(seen.has(id), `${id} is new`);
      t.type(username, 'string');
      seen.add(id);
    }
    const next: URL | undefined = nextPage ? new URL(nextPage) : undefined;
    path = next && next.pathname + next.search;
  }
  t.ok(seen.size > 0, 'the token owner at least is listed');
}

async function checkRecord(t: Test, send: Send, id: string, username: string): Promise<void> {
  const answered = await send('GET', `${API}/users/${id}`);
  checkMeta(t, answered);
  const record = envelopeOf(answered).result ?? {};
  t.match(record, { id, username, userType: /^UT_/ });
  t.type(record.accountStatus ?? record.status, 'string', 'a status under one of its two names');
  for (const leaf of leavesOf(record.permissions)) {
    t.ok(
      leaf === true || leaf === false || ['on', 'off', 'userType'].includes(String(leaf)),
      `a state: ${leaf}`,
    );
  }
}

function checkMeta(t: Test, answered: Answered): void {
  t.equal(answered.status, 200);
  t.match(envelopeOf(answered).meta.httpStatus, /^200 - OK$/);
}

function leavesOf(tree: unknown): unknown[] {
  return typeof tree === 'object' && tree !== null ? Object.values(tree).flatMap(leavesOf) : [tree ?? false];
}
