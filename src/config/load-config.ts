import { readFileSync } from 'node:fs';
import type { Config, ConnectionConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { bearerTokens, qualtricsCredentials, qualtricsSecret } from './credentials.ts';
import { groupConflict } from './group-settings.ts';
import { openSecret, type SecretSources } from './secret.ts';
import { unknownVariables } from './unknown-variables.ts';
import { type Settings, settings, VARIABLES } from './variables.ts';

export type LoadOptions = Partial<Omit<SecretSources, 'env'>>;

/** No value of these is ever refused, so the credentials are judged whatever else is wrong. */
const oauthSettings = settings.pick({ QUALTRICS_OAUTH_CLIENT_ID: true, QUALTRICS_OAUTH_SCOPE: true });

/**
 * The configuration that the environment describes; a blank variable counts as unset. Throws ConfigError with every
 * problem at once. `onWarning` hears later of a secret file that went bad.
 */
export function loadConfig(environment: NodeJS.ProcessEnv, options: LoadOptions = {}): Config {
  const env = withoutBlanks(environment);
  const sources: SecretSources = {
    env,
    readFile: (path) => readFileSync(path, 'utf8'),
    now: () => performance.now(),
    onWarning: (message) => process.emitWarning(message),
    ...options,
  };
  const parsed = settings.safeParse(env);
  const tokens =
    openSecret('SCIM_BEARER_TOKENS', bearerTokens, sources) ??
    new Error('SCIM_BEARER_TOKENS: is required: what the IdP sends; make one with: openssl rand -hex 32');
  const apiToken = openSecret('QUALTRICS_API_TOKEN', qualtricsSecret, sources);
  const clientSecret = openSecret('QUALTRICS_OAUTH_CLIENT_SECRET', qualtricsSecret, sources);
  const credentials = qualtricsCredentials(apiToken, clientSecret, oauthSettings.parse(env));

  // A set, because the credentials that rest on a bad secret are that secret's Error.
  const refused = new Set(
    [tokens, apiToken, clientSecret, credentials].filter((part) => part instanceof Error),
  );
  const conflict =
    parsed.data && groupConflict(parsed.data.SCIM_GROUP_CONFLICT, parsed.data.SCIM_GROUP_PRIORITY);
  const problems = [
    ...(parsed.error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
    ...Array.from(refused, (error) => error.message),
    ...(conflict instanceof Error ? [`SCIM_GROUP_PRIORITY: ${conflict.message}`] : []),
    ...unknownVariables(environment, VARIABLES),
  ];
  if (
    !parsed.success ||
    tokens instanceof Error ||
    credentials instanceof Error ||
    conflict === undefined ||
    conflict instanceof Error ||
    problems.length > 0
  ) {
    throw new ConfigError(problems);
  }
  return compose(parsed.data, tokens, credentials, conflict);
}

function withoutBlanks(environment: NodeJS.ProcessEnv): Record<string, string> {
  const trimmed = Object.entries(environment).map(([name, value = '']) => [name, value.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, value]) => value !== ''));
}

function compose(
  set: Settings,
  tokens: ConnectionConfig['bearerTokens'],
  credentials: ConnectionConfig['qualtrics']['credentials'],
  onConflict: ConnectionConfig['groups']['onConflict'],
): Config {
  return {
    host: set.HOST,
    port: set.PORT,
    publicUrl: set.SCIM_PUBLIC_URL,
    bodyLimitBytes: set.SCIM_BODY_LIMIT_BYTES,
    answerDeadlineMs: set.SCIM_ANSWER_DEADLINE_SECONDS * 1000,
    drainMs: set.SHUTDOWN_GRACE_SECONDS * 1000,
    logLevel: set.LOG_LEVEL,
    connections: [
      {
        name: 'default',
        databaseUrl: set.DATABASE_URL,
        bearerTokens: tokens,
        qualtrics: {
          baseUrl: set.QUALTRICS_BASE_URL,
          credentials,
          rateLimitPerMinute: set.QUALTRICS_RATE_LIMIT_PER_MINUTE,
          concurrency: set.QUALTRICS_CONCURRENCY,
          timeoutMs: set.QUALTRICS_TIMEOUT_SECONDS * 1000,
          emailWritable: set.QUALTRICS_EMAIL_WRITABLE,
          permissions: set.QUALTRICS_PERMISSIONS,
        },
        mapping: {
          defaultUserType: set.QUALTRICS_DEFAULT_USER_TYPE,
          defaultDivisionId: set.QUALTRICS_DEFAULT_DIVISION_ID,
          userTypes: set.QUALTRICS_USER_TYPES,
          allowAdminUserTypes: set.QUALTRICS_ALLOW_ADMIN_USER_TYPES,
          usernameSuffix: set.QUALTRICS_USERNAME_SUFFIX,
          statusActive: set.QUALTRICS_STATUS_ACTIVE,
          statusDisabled: set.QUALTRICS_STATUS_DISABLED,
          defaultLanguage: set.QUALTRICS_DEFAULT_LANGUAGE,
          password: set.QUALTRICS_PASSWORD,
        },
        groups: {
          onConflict,
          create: set.SCIM_GROUP_CREATE,
          handMoves: set.SCIM_HAND_MOVES,
          divisionIds: set.QUALTRICS_DIVISION_IDS,
          divisionPermissions: set.QUALTRICS_DIVISION_PERMISSIONS,
        },
        policies: {
          onConflict: set.SCIM_ON_CONFLICT,
          onDelete: set.SCIM_DELETE_POLICY,
          deleteAfterDays: set.SCIM_DELETE_AFTER_DAYS,
          syncIntervalSeconds: set.SCIM_SYNC_INTERVAL_SECONDS,
        },
      },
    ],
  };
}
