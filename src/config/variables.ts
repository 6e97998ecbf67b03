import { z } from 'zod';
import { listeningAddress, publicUrl, qualtricsOrigin } from './addresses.ts';
import { databaseUrl } from './database-url.ts';
import { groupRules } from './group-rules.ts';
import { idList, permissionsTree } from './group-settings.ts';
import { usernameSuffix, userTypes } from './qualtrics-mappings.ts';
import { choice, flag, readBy, required, wholeNumber } from './value-types.ts';

// Every variable that is no secret; docs/configuration.md explains them, and a test holds the two together. Each is a key
// of the configuration file as well: setting-keys.ts makes the one of the other.

/** Of the process. */
export const processSettings = z.object({
  HOST: z.string().prefault('127.0.0.1').pipe(readBy(listeningAddress)),
  PORT: wholeNumber(0, 65_535, 8080),
  LOG_LEVEL: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'info'),
  DATABASE_URL: z.string().prefault('sqlite:./data/bridge.db').pipe(readBy(databaseUrl)),
  SHUTDOWN_GRACE_SECONDS: wholeNumber(1, 600, 30),
  SCIM_PUBLIC_URL: z.string().pipe(readBy(publicUrl)).optional(),
  SCIM_BODY_LIMIT_BYTES: wholeNumber(1024, 64 * 1024 * 1024, 4 * 1024 * 1024),
  // Okta hangs up at 60 s.
  SCIM_ANSWER_DEADLINE_SECONDS: wholeNumber(1, 55, 25),
});

/** Of one connection. */
export const connectionSettings = z.object({
  SCIM_ON_CONFLICT: choice(['conflict', 'adopt'], 'conflict'),
  SCIM_DELETE_POLICY: choice(['disable', 'delete', 'disable-then-delete'], 'disable'),
  SCIM_DELETE_AFTER_DAYS: wholeNumber(1, 3650, 30),
  SCIM_SYNC_INTERVAL_SECONDS: wholeNumber(1, 86_400, 900),
  SCIM_AUDIT_DAYS: wholeNumber(1, 3650, 90),
  SCIM_GROUP_CONFLICT: choice(['latest', 'priority', 'reject'], 'latest'),
  SCIM_GROUP_PRIORITY: z.string().prefault('').pipe(readBy(idList)),
  SCIM_HAND_MOVES: choice(['keep', 'set-back'], 'keep'),
  SCIM_GROUP_CREATE: choice(['allow', 'deny'], 'allow'),
  SCIM_GROUP_TARGET: choice(['division', 'group'], 'division'),
  SCIM_GROUP_RULES: z.string().prefault('').pipe(readBy(groupRules)),
  SCIM_GROUP_DELETE: choice(['keep', 'delete'], 'keep'),

  QUALTRICS_BASE_URL: required('the address of your datacenter, such as https://fra1.qualtrics.com').pipe(
    readBy(qualtricsOrigin),
  ),
  QUALTRICS_OAUTH_CLIENT_ID: z.string().optional(),
  QUALTRICS_OAUTH_SCOPE: z.string().optional(),
  QUALTRICS_RATE_LIMIT_PER_MINUTE: wholeNumber(1, 1_000_000, 2400),
  QUALTRICS_CONCURRENCY: wholeNumber(1, 256, 16),
  QUALTRICS_TIMEOUT_SECONDS: wholeNumber(1, 55, 10),
  QUALTRICS_EMAIL_WRITABLE: flag(true),
  QUALTRICS_PERMISSIONS: choice(['overrides', 'omit', 'raw'], 'overrides'),
  QUALTRICS_HYDRATE_PER_MINUTE: wholeNumber(0, 3000, 0),
  QUALTRICS_CHECK_WRITES: choice(['never', 'sample', 'always'], 'sample'),
  QUALTRICS_CHECK_AFTER_SECONDS: wholeNumber(0, 3600, 60),

  QUALTRICS_DEFAULT_USER_TYPE: required('the id of the user type that new users get, such as UT_PARTICIPANT'),
  QUALTRICS_USER_TYPES: z.string().prefault('').pipe(readBy(userTypes)),
  QUALTRICS_ALLOW_ADMIN_USER_TYPES: flag(false),
  QUALTRICS_DEFAULT_DIVISION_ID: z.string().optional(),
  QUALTRICS_DIVISION_IDS: z.string().prefault('').pipe(readBy(idList)),
  QUALTRICS_DIVISION_PERMISSIONS: z.string().pipe(readBy(permissionsTree)).optional(),
  QUALTRICS_GROUP_TYPE: z.string().optional(),
  QUALTRICS_USERNAME_SUFFIX: z.string().prefault('none').pipe(readBy(usernameSuffix)),
  QUALTRICS_STATUS_FIELD: choice(['status', 'accountStatus'], 'status'),
  QUALTRICS_STATUS_ACTIVE: z.string().prefault('active'),
  QUALTRICS_STATUS_DISABLED: z.string().prefault('disabled'),
  QUALTRICS_DEFAULT_LANGUAGE: z.string().prefault('en'),
  QUALTRICS_PASSWORD: choice(['generate', 'pass', 'omit'], 'generate'),
});

export type ConnectionSettings = z.infer<typeof connectionSettings>;

export const SECRETS = [
  'SCIM_BEARER_TOKENS',
  'QUALTRICS_API_TOKEN',
  'QUALTRICS_OAUTH_CLIENT_SECRET',
] as const;

export type SecretName = (typeof SECRETS)[number];

/** Several values: separated by commas, or a list in the configuration file. */
export const LISTS: ReadonlySet<string> = new Set([
  'SCIM_BEARER_TOKENS',
  'SCIM_GROUP_PRIORITY',
  'SCIM_GROUP_RULES',
  'QUALTRICS_DIVISION_IDS',
]);

/** Read as JSON as well: in the configuration file a map, or a list of maps. */
export const STRUCTURES: ReadonlySet<string> = new Set([
  'SCIM_GROUP_RULES',
  'QUALTRICS_USER_TYPES',
  'QUALTRICS_DIVISION_PERMISSIONS',
]);

/** The name of every variable that the bridge reads. */
export const VARIABLES: readonly string[] = [
  'CONFIG_FILE',
  ...Object.keys(processSettings.shape),
  ...Object.keys(connectionSettings.shape),
  ...SECRETS.flatMap((name) => [name, `${name}_FILE`]),
];
