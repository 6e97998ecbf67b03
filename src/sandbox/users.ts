import { invalid, notFound } from './api-failure.ts';
import { type SandboxUser, timestamp } from './brand.ts';
import { type Exchange, type Handler, objectBody } from './exchange.ts';
import type { JsonObject } from './json.ts';
import { page } from './paging.ts';
import { applyStates, type Overrides } from './permissions.ts';
import {
  checkUnique,
  EMPTY_TEXTS,
  readPermissions,
  readTexts,
  type Texts,
  WRITABLE_TEXTS,
} from './user-fields.ts';
import { userRecord, userSummary } from './user-views.ts';

const CREATE_REQUIRED = ['username', 'firstName', 'lastName', 'userType', 'email'];

export const listUsers: Handler = (exchange) => {
  const { brand, options, query } = exchange;
  const username = query.get('username');
  const filtered = username !== null && options.usernameFilter === 'honoured';
  let users = filtered ? brand.usersNamed(username) : [...brand.users.values()];
  if (filtered && options.usernameCase === 'sensitive')
    users = users.filter((user) => user.username === username);
  if (options.listDelayMs > 0) users = users.filter((user) => brand.ageOf(user.id) >= options.listDelayMs);
  return page(users, (user) => userSummary(user, options.dialect), exchange);
};

export const getUser: Handler = (exchange) => userRecord(userOf(exchange), exchange);

/** Answers the id alone; the rest is what POST of Qualtrics is known to take (facts on creating users). */
export const createUser: Handler = (exchange) => {
  const { brand, options } = exchange;
  const body = objectBody(exchange);
  for (const name of options.requirePassword ? [...CREATE_REQUIRED, 'password'] : CREATE_REQUIRED) {
    if (typeof body[name] !== 'string') throw invalid(`${name} is required.`);
  }
  const extras = ['status', 'permissions'].filter((name) => body[name] !== undefined);
  if (options.createExtras === 'refused' && extras.length > 0) {
    throw invalid(`Unexpected fields: ${extras.join(', ')}.`);
  }
  const { status, divisionId, ...texts } = readTexts(body, exchange);
  checkUnique(texts.username ?? null, exchange);
  const taken = options.createExtras === 'accepted';
  const permissions = body.permissions;
  const now = timestamp();
  const user: SandboxUser = {
    ...EMPTY_TEXTS,
    ...texts,
    id: brand.nextUserId(),
    status: (taken ? status : undefined) ?? 'active',
    divisionId: (options.createDivision === 'honoured' ? divisionId : undefined) ?? null,
    permissions:
      taken && permissions !== undefined ? applyStates({}, readPermissions(permissions, exchange)) : {},
    accountCreationDate: now,
    passwordLastChangedDate: now,
    lastLoginDate: null,
  };
  brand.putUser(user);
  return { id: user.id };
};

/** PUT in the three ways that Qualtrics may turn out to have (option putMode). */
export const updateUser: Handler = (exchange) => {
  const { brand, options } = exchange;
  const user = userOf(exchange);
  const sent = objectBody(exchange);
  if (options.putMode === 'refuse-unknown') refuseUnknown(sent, options);
  const body = inOwnNames(sent, options);
  const { email, ...others } = readTexts(body, exchange, user);
  const texts: Texts = options.emailWritable && email !== undefined ? { ...others, email } : others;
  const keep = options.putMode === 'merge';
  const kept: Texts = keep ? {} : { ...EMPTY_TEXTS };
  if (!options.emailWritable) delete kept.email;
  const next: SandboxUser = {
    ...user,
    ...kept,
    ...texts,
    permissions: nextPermissions(user, body, exchange),
  };
  if (next.username !== user.username) checkUnique(next.username, exchange, user.id);
  brand.putUser(next);
  return undefined;
};

export const deleteUser: Handler = (exchange) => {
  const { brand, options } = exchange;
  const user = userOf(exchange);
  if (options.deleteEffect === 'disable') brand.putUser({ ...user, status: 'disabled' });
  else brand.removeUser(user.id);
  return undefined;
};

/** Left out: overrides go (merge: stay). Sent: they are all there is (merge: on top of what there was). */
function nextPermissions(user: SandboxUser, body: JsonObject, exchange: Exchange): Overrides {
  const keep = exchange.options.putMode === 'merge';
  if (body.permissions === undefined) return keep ? user.permissions : {};
  const states = readPermissions(body.permissions, exchange);
  return applyStates(keep && body.permissions !== null ? user.permissions : {}, states);
}

function inOwnNames(body: JsonObject, { statusField }: Exchange['options']): JsonObject {
  if (statusField === 'status') return body;
  const { status: _unknown, accountStatus, ...others } = body;
  return accountStatus === undefined ? others : { ...others, status: accountStatus };
}

function refuseUnknown(body: JsonObject, { statusField, emailWritable }: Exchange['options']): void {
  const texts = WRITABLE_TEXTS.map((name) => (name === 'status' ? statusField : name));
  const known = new Set<string>([...texts, 'permissions']);
  if (!emailWritable) known.delete('email');
  const unknown = Object.keys(body).filter((key) => !known.has(key));
  if (unknown.length > 0) throw invalid(`Unexpected fields: ${unknown.join(', ')}.`);
}

function userOf({ brand, ids: [id = ''] }: Exchange): SandboxUser {
  const user = brand.users.get(id);
  if (user === undefined) throw notFound(id);
  return user;
}
