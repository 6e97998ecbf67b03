import * as z from 'zod';

const milliseconds = z.int().min(0).max(600_000);
const text = z.string().min(1);

/** What may be set at the start only: it shapes the ids, the people and the socket. */
export const startShape = {
  host: text.default('127.0.0.1').describe('Address to listen on.'),
  port: z.int().min(0).max(65_535).default(0).describe('Port to listen on; 0 takes a free one.'),
  seed: z.int().min(0).default(1).describe('Seed of every generated id and person.'),
  dialect: z
    .enum(['recorded', 'seed'])
    .default('recorded')
    .describe('Wire dialect: what recordings show, or what the written guides claim.'),
  brandId: text.default('sandbox').describe('Brand (organization) id.'),
  datacenter: text.default('sbx1').describe('Datacenter that whoami states.'),
  ownerUserType: text
    .optional()
    .describe('User type of the token owner; default: brand administrator. Others get 403.'),
  users: z.int().min(0).max(1_000_000).default(0).describe('Number of generated people beside the owner.'),
  divisions: z
    .array(text)
    .default(['Research', 'Customer Experience', 'People Operations'])
    .describe('Names of the divisions to begin with.'),
};

/** What may also be changed while the sandbox runs. */
const liveShape = {
  tokens: z.array(text).min(1).default(['sandbox-token']).describe('API tokens of the owner that are valid.'),
  oauthClientId: text.default('sandbox-client').describe('OAuth client id.'),
  oauthClientSecret: text.default('sandbox-secret').describe('OAuth client secret.'),
  oauthTokenSeconds: z.int().min(1).default(3600).describe('Lifetime of an OAuth access token.'),
  putMode: z
    .enum(['replace', 'merge', 'refuse-unknown'])
    .default('replace')
    .describe(
      'PUT of a user: nulls what is left out; keeps it; or nulls it and refuses read-only and unknown keys.',
    ),
  emailWritable: z.boolean().default(true).describe('Whether PUT of a user changes the email.'),
  statusField: z
    .enum(['status', 'accountStatus'])
    .default('status')
    .describe('What PUT of a user calls the status; under the other name it is unknown.'),
  nullDivision: z
    .enum(['accepted', 'refused'])
    .default('accepted')
    .describe('PUT of `divisionId: null` for a user who has a division.'),
  millisecondDates: z
    .enum(['refused', 'accepted'])
    .default('refused')
    .describe('Dates with a fraction of a second.'),
  requirePassword: z.boolean().default(false).describe('Whether creating a user needs a password.'),
  createExtras: z
    .enum(['ignored', 'refused', 'accepted'])
    .optional()
    .describe('`status` and `permissions` in a create; default: ignored (seed dialect: accepted).'),
  createDivision: z
    .enum(['honoured', 'ignored'])
    .optional()
    .describe('`divisionId` in a create; default: honoured (seed dialect: ignored).'),
  deleteEffect: z
    .enum(['remove', 'disable'])
    .optional()
    .describe('DELETE of a user; default: remove (seed dialect: disable).'),
  userTypes: z
    .array(text)
    .default([
      'UT_BRANDADMIN',
      'UT_FULLUSER',
      'UT_PARTICIPANT',
      'UT_9od1enVtTulsEwA',
      'UT_BRAND_ADMINISTRATOR',
      'UT_RESPONDENT',
    ])
    .describe('User types of the brand; any other is refused.'),
  usernameFilter: z.enum(['honoured', 'ignored']).default('honoured').describe('`?username=` of GET /users.'),
  usernameCase: z
    .enum(['insensitive', 'sensitive'])
    .default('insensitive')
    .describe('Letter case in the uniqueness and the filter of usernames.'),
  usernameRules: z
    .enum(['enforced', 'off'])
    .default('enforced')
    .describe('Form of usernames (`x@y`, optionally `#brand`) and forbidden characters in names.'),
  duplicateStatus: z
    .union([z.literal(400), z.literal(409)])
    .default(400)
    .describe('HTTP status for a username that is taken.'),
  divisionsList: z
    .boolean()
    .optional()
    .describe('Whether GET /divisions exists; default: no (seed dialect: yes).'),
  pageSize: z.int().min(1).max(10_000).default(100).describe('Default and largest page.'),
  paging: z.enum(['offset', 'skipToken']).default('offset').describe('What nextPage counts with.'),
  lastPage: z.enum(['null', 'absent']).default('null').describe('nextPage on the last page.'),
  pagingHost: text
    .nullable()
    .default(null)
    .describe('Host or origin to name in nextPage instead of the own one.'),
  noticeHost: text
    .nullable()
    .default(null)
    .describe('Behave as the wrong datacenter and name this host in meta.notice; OAuth gets 401.'),
  requestId: z
    .enum(['uuid', 'null', 'empty', 'absent'])
    .default('uuid')
    .describe('meta.requestId of every answer.'),
  errorStyle: z
    .enum(['recorded', 'legacy', 'meta-only'])
    .optional()
    .describe(
      'Error bodies: as recorded, as recorded in 2015, or httpStatus alone; default: recorded (seed dialect: meta-only).',
    ),
  latencyMs: milliseconds.default(0).describe('Milliseconds that every call takes before it is handled.'),
  timeLimitMs: milliseconds
    .nullable()
    .default(5000)
    .describe('Time limit of a call: 504 after it, and the write stands. null: no limit.'),
  listDelayMs: milliseconds
    .default(0)
    .describe('Milliseconds until a created user shows up in GET /users (GET by id is immediate).'),
  rateLimit: z
    .strictObject({
      perMinute: z.int().min(1),
      perEndpoint: z.record(z.string(), z.int().min(1)).optional(),
      retryAfter: z.boolean().optional(),
      minuteMs: z.int().min(10).optional(),
    })
    .nullable()
    .default(null)
    .describe(
      '`{perMinute, perEndpoint?, retryAfter?, minuteMs?}`: calls per minute of the brand and of single ' +
        'endpoints (users, divisions, groups, organizations, whoami; published: groups 600, organizations 5); ' +
        'whether a 429 says when to come back (default: yes; seed dialect: no); how long the minute is.',
    ),
  callLogLimit: z.int().min(1).default(10_000).describe('Number of latest calls that the call log keeps.'),
};

/** Every option: its values, its default and what it sets. The flags, --help and docs/sandbox.md follow it. */
export const optionsSchema = z.strictObject({ ...startShape, ...liveShape });
