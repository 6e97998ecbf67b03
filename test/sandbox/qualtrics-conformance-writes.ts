import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import { API, envelopeOf, idOf, type Send } from './start.ts';

export interface WriteTarget {
  /** User type of the user to create; no administrator. */
  readonly userType: string;
  /** A division to move the user into and out of again. */
  readonly divisionId?: string;
  /** What usernames of the brand end with, such as `#acme`. */
  readonly usernameSuffix?: string;
}

export interface WriteFindings {
  createExtras: 'ignored' | 'accepted' | 'refused';
  createDivision: 'honoured' | 'ignored';
  duplicateStatus: number;
  usernameCase: 'insensitive' | 'sensitive';
  putMode: 'replace' | 'merge' | 'refuse-unknown';
  emailWritable: boolean;
  millisecondDates: 'accepted' | 'refused';
  nullDivision: 'accepted' | 'refused';
  deleteEffect: 'remove' | 'disable';
}

type Fields = Record<string, unknown>;

const WRITABLE = [
  'username',
  'firstName',
  'lastName',
  'userType',
  'divisionId',
  'language',
  'timeZone',
  'accountExpirationDate',
  'email',
];

/** One user from creation to deletion; deleted at the end of the test in any case. */
export async function checkWrites(t: Test, send: Send, target: WriteTarget): Promise<Partial<WriteFindings>> {
  const findings: Partial<WriteFindings> = {};
  const id = await create(t, send, target, findings);
  const get = async () => envelopeOf(await send('GET', `${API}/users/${id}`)).result ?? {};
  const put = async (body: Fields) => (await send('PUT', `${API}/users/${id}`, body)).status;

  const stray = await put({ ...writable(await get()), email: 'moved@example.com' });
  findings.emailWritable = stray === 200 && (await get()).email === 'moved@example.com';
  const full = async (change: Fields = {}) => {
    const { email, ...record } = writable(await get());
    return { ...record, ...(findings.emailWritable ? { email } : {}), ...change };
  };

  const before = await get();
  t.equal(await put(await full({ lastName: 'Changed' })), 200, 'a PUT of the full record');
  t.match(writable(await get()), { ...writable(before), lastName: 'Changed' }, 'changes that field alone');

  await measurePut(t, { get, put, full }, findings);

  for (const status of ['disabled', 'active']) {
    t.equal(await put(await full({ status })), 200);
    t.equal(statusOf(await get()), status, `status ${status} reads back`);
  }

  const accountExpirationDate = '2031-02-03T04:05:06Z';
  t.equal(await put(await full({ accountExpirationDate })), 200);
  t.equal(Date.parse(String((await get()).accountExpirationDate)), Date.parse(accountExpirationDate));
  const fraction = await put(await full({ accountExpirationDate: '2031-02-03T04:05:06.789Z' }));
  findings.millisecondDates = fraction === 200 ? 'accepted' : 'refused';

  if (target.divisionId !== undefined) {
    const { divisionId } = target;
    t.equal(await put(await full({ divisionId })), 200);
    t.equal((await get()).divisionId, divisionId, 'the user is in the division');
    const cleared =
      (await put(await full({ divisionId: null }))) === 200 && (await get()).divisionId === null;
    findings.nullDivision = cleared ? 'accepted' : 'refused';
  }

  t.equal((await send('DELETE', `${API}/users/${id}`)).status, 200);
  const gone = await send('GET', `${API}/users/${id}`);
  findings.deleteEffect = gone.status === 404 ? 'remove' : 'disable';
  if (gone.status !== 404)
    t.not(statusOf(await get()), 'active', 'a deleted user who is still there is not active');
  return findings;
}

async function create(t: Test, send: Send, target: WriteTarget, findings: Partial<WriteFindings>) {
  const { userType, divisionId, usernameSuffix = '' } = target;
  const name = `scim-conformance-${randomUUID()}@example.com`;
  const username = `${name}${usernameSuffix}`;
  const plain = { username, firstName: 'Scim', lastName: 'Conformance', email: name, userType };
  const draft = { ...plain, language: 'es', password: randomUUID(), ...(divisionId ? { divisionId } : {}) };
  const post = (body: Fields) => send('POST', `${API}/users`, body);
  const discard = (id: string) => send('DELETE', `${API}/users/${id}`);

  const withStatus = await post({ ...draft, status: 'disabled' });
  const refused = withStatus.status !== 200;
  const created = refused ? await post(draft) : withStatus;
  t.equal(created.status, 200, 'a create is a 200');
  const id = idOf(created);
  t.teardown(() => discard(id));
  const record = envelopeOf(await send('GET', `${API}/users/${id}`)).result ?? {};
  t.match(record, plain, 'and reads back as sent');
  const disabled = statusOf(record) === 'disabled';
  findings.createExtras = refused ? 'refused' : disabled ? 'accepted' : 'ignored';
  if (divisionId) findings.createDivision = record.divisionId === divisionId ? 'honoured' : 'ignored';

  const duplicate = await post(draft);
  t.ok(
    duplicate.status >= 400 && duplicate.status < 500,
    `a username that is taken is a ${duplicate.status}`,
  );
  findings.duplicateStatus = duplicate.status;
  const shouting = await post({ ...draft, username: username.toUpperCase() });
  findings.usernameCase = shouting.status === 200 ? 'sensitive' : 'insensitive';
  if (shouting.status === 200) await discard(idOf(shouting));
  return id;
}

interface OneUser {
  readonly get: () => Promise<Fields>;
  readonly put: (body: Fields) => Promise<number>;
  readonly full: (change?: Fields) => Promise<Fields>;
}

/** Leaves language out of a PUT, the field whose loss hurts least. */
async function measurePut(
  t: Test,
  { get, put, full }: OneUser,
  findings: Partial<WriteFindings>,
): Promise<void> {
  const strange = await put(await full({ organizationId: 'another', status: 'active' }));
  const { language, ...rest } = await full();
  t.equal(language, 'es');
  t.equal(await put({ ...rest, status: 'active' }), 200, 'a PUT that leaves a field out');
  const kept = (await get()).language === language;
  findings.putMode = strange !== 200 ? 'refuse-unknown' : kept ? 'merge' : 'replace';
  t.not((await get()).organizationId, 'another', 'organizationId is read-only');
}

/** What a PUT takes, of what a GET gave; status under its name for writing. */
function writable(record: Fields): Fields {
  const fields = WRITABLE.filter((name) => record[name] !== undefined);
  return { ...Object.fromEntries(fields.map((name) => [name, record[name]])), status: statusOf(record) };
}

function statusOf(record: Fields): unknown {
  return record.accountStatus ?? record.status;
}
