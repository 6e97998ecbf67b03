import { z } from 'zod';
import type { Answer } from './answer.ts';
import { QualtricsError } from './errors.ts';
import type { Division, Group, JsonValue, UserRecord, UserSummary, Whoami } from './records.ts';

// Absent stays absent, null stays null, unknown keys survive. A known field of another type makes the record
// unreadable: dropped here, it would be nulled by the next full-record PUT.
const text = z.string().nullable().exactOptional();
const id = z.string().min(1);

const summaryFields = {
  id,
  username: z.string(),
  firstName: text,
  lastName: text,
  userType: text,
  divisionId: text,
  email: text,
  accountStatus: text,
  status: text,
};
const recordSchema = z.looseObject({
  ...summaryFields,
  language: text,
  timeZone: text,
  accountExpirationDate: text,
  permissions: z.custom<JsonValue>().exactOptional(),
  organizationId: text,
  accountCreationDate: text,
  lastLoginDate: text,
});
const listedSchema = z.looseObject({ ...summaryFields, username: text });
const whoamiSchema = z.looseObject({
  userId: id,
  userName: text, // recorded
  username: text, // the other dialect
  brandId: z.string(),
  accountType: text,
  datacenter: text,
});
const divisionSchema = z.looseObject({
  id: id.exactOptional(),
  divisionId: id.exactOptional(),
  name: z.string(),
  status: text,
});
const groupSchema = z.looseObject({
  id: id.exactOptional(),
  groupId: id.exactOptional(),
  name: z.string(),
  type: text,
  divisionId: text,
});
const memberSchema = z.looseObject({ id: id.exactOptional(), userId: id.exactOptional() });
const createdSchema = z.looseObject({ id: text, userId: text, divisionId: text, groupId: text });

/** GET /users/{id}. */
export function readUser(answer: Answer): UserRecord {
  const { accountStatus, status, ...rest } = parse(recordSchema, answer.result, answer);
  return { ...rest, ...oneStatus(accountStatus, status) };
}

/** One element of GET /users; undefined for an account without a username, which SCIM cannot address. */
export function readListedUser(element: unknown, answer: Answer): UserSummary | undefined {
  const { accountStatus, status, username, ...rest } = parse(listedSchema, element, answer);
  if (typeof username !== 'string') return undefined;
  return { ...rest, username, ...oneStatus(accountStatus, status) };
}

type WireStatus = string | null | undefined;

/** Dialects differ in the name: `accountStatus` (recorded) or `status`. */
function oneStatus(accountStatus: WireStatus, status: WireStatus): { status?: string | null } {
  const given = [accountStatus, status].filter((value) => value !== undefined);
  const held = given.find((value) => value !== null) ?? given[0];
  return held === undefined ? {} : { status: held };
}

/** `meta.notice` of a call that went to the wrong datacenter, as recorded: "... use this host instead: sjc1.qualtrics.com". */
const BETTER_HOST = /use this host instead: ([a-z0-9.-]{1,253})/i;

export function readWhoami(answer: Answer): Whoami {
  const wire = parse(whoamiSchema, answer.result, answer);
  const username = wire.userName ?? wire.username;
  if (typeof username !== 'string') throw unreadable(answer);
  const betterHost = BETTER_HOST.exec(answer.notice ?? '')?.[1];
  return {
    userId: wire.userId,
    username,
    brandId: wire.brandId,
    ...(typeof wire.accountType === 'string' ? { userType: wire.accountType } : {}),
    ...(typeof wire.datacenter === 'string' ? { datacenter: wire.datacenter } : {}),
    ...(betterHost === undefined ? {} : { betterHost }),
  };
}

/** GET /divisions/{id}, or one element of the list that some brands have. */
export function readDivision(element: unknown, answer: Answer): Division {
  const wire = parse(divisionSchema, element, answer);
  const divisionId = wire.id ?? wire.divisionId;
  if (divisionId === undefined) throw unreadable(answer);
  const status = typeof wire.status === 'string' ? { status: wire.status } : {};
  return { id: divisionId, name: wire.name, ...status };
}

/** GET /groups/{id}, or one element of the list. */
export function readGroup(element: unknown, answer: Answer): Group {
  const { id, groupId = id, name, type, divisionId } = parse(groupSchema, element, answer);
  if (groupId === undefined) throw unreadable(answer);
  return {
    id: groupId,
    name,
    ...(typeof type === 'string' && { type }),
    ...(divisionId !== undefined && { divisionId }),
  };
}

/** The user's id of one element of GET /groups/{id}/members. */
export function readMemberId(element: unknown, answer: Answer): string {
  const { id, userId = id } = parse(memberSchema, element, answer);
  if (userId === undefined) throw unreadable(answer);
  return userId;
}

/** The id is all that a creation answers, under one of these names. */
export function readCreatedId(answer: Answer): string {
  const wire = parse(createdSchema, answer.result, answer);
  const created = wire.id ?? wire.groupId ?? wire.userId ?? wire.divisionId;
  if (!created) throw unreadable(answer);
  return created;
}

function parse<T>(schema: z.ZodType<T>, value: unknown, answer: Answer): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw unreadable(answer);
  return parsed.data;
}

export function unreadable({ endpoint, status, requestId, write }: Answer): QualtricsError {
  return new QualtricsError('malformed', endpoint, { status, requestId, mayHaveLanded: write });
}
