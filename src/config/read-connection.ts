import { isAdministratorType } from '../qualtrics/administrator-type.ts';
import type { ConnectionConfig } from './config.ts';
import { ConfigError } from './config-error.ts';
import { bearerTokens, defaultScope, qualtricsCredentials, qualtricsSecret } from './credentials.ts';
import { missingGroupType } from './group-rules.ts';
import { groupConflict } from './group-settings.ts';
import { openSecret, type SecretSources } from './secret.ts';
import { problemsOf } from './value-types.ts';
import { type ConnectionSettings, connectionSettings } from './variables.ts';

/** One connection, from values by variable without blanks. The problems speak of variables. */
export function readConnection(
  { name, databaseUrl }: Pick<ConnectionConfig, 'name' | 'databaseUrl'>,
  values: Readonly<Record<string, string>>,
  sources: SecretSources,
): ConnectionConfig | ConfigError {
  const parsed = connectionSettings.safeParse(values);
  const tokens =
    openSecret('SCIM_BEARER_TOKENS', bearerTokens, values, sources) ??
    new Error('SCIM_BEARER_TOKENS: is required: what the IdP sends; make one with: openssl rand -hex 32');
  const apiToken = openSecret('QUALTRICS_API_TOKEN', qualtricsSecret, values, sources);
  const clientSecret = openSecret('QUALTRICS_OAUTH_CLIENT_SECRET', qualtricsSecret, values, sources);
  // No value of these is ever refused, so the credentials are judged whatever else is wrong.
  const credentials = qualtricsCredentials(apiToken, clientSecret, {
    clientId: values.QUALTRICS_OAUTH_CLIENT_ID,
    scope: values.QUALTRICS_OAUTH_SCOPE ?? defaultScope(parsed.data),
  });

  // A set, because the credentials that rest on a bad secret are that secret's Error.
  const refused = new Set(
    [tokens, apiToken, clientSecret, credentials].filter((part) => part instanceof Error),
  );
  const conflict =
    parsed.data && groupConflict(parsed.data.SCIM_GROUP_CONFLICT, parsed.data.SCIM_GROUP_PRIORITY);
  const missingType = parsed.data && missingGroupType(parsed.data);
  const problems = [
    ...(parsed.error ? problemsOf(parsed.error) : []),
    ...Array.from(refused, (error) => error.message),
    ...(conflict instanceof Error ? [`SCIM_GROUP_PRIORITY: ${conflict.message}`] : []),
    ...(parsed.data ? refusedDefaultType(parsed.data) : []),
    ...(missingType ? [`QUALTRICS_GROUP_TYPE: ${missingType.message}`] : []),
  ];
  if (
    !parsed.success ||
    tokens instanceof Error ||
    credentials instanceof Error ||
    conflict === undefined ||
    conflict instanceof Error ||
    problems.length > 0
  ) {
    return new ConfigError(problems);
  }
  return { name, databaseUrl, bearerTokens: tokens, ...compose(parsed.data, credentials, conflict) };
}

/** Nobody becomes a brand administrator by oversight. */
function refusedDefaultType(set: ConnectionSettings): string[] {
  if (set.QUALTRICS_ALLOW_ADMIN_USER_TYPES || !isAdministratorType(set.QUALTRICS_DEFAULT_USER_TYPE))
    return [];
  return [
    'QUALTRICS_DEFAULT_USER_TYPE: would make every new user a brand administrator; name another type, or set ' +
      'QUALTRICS_ALLOW_ADMIN_USER_TYPES=true',
  ];
}

function compose(
  set: ConnectionSettings,
  credentials: ConnectionConfig['qualtrics']['credentials'],
  onConflict: ConnectionConfig['groups']['onConflict'],
): Omit<ConnectionConfig, 'name' | 'databaseUrl' | 'bearerTokens'> {
  return {
    qualtrics: {
      baseUrl: set.QUALTRICS_BASE_URL,
      credentials,
      rateLimitPerMinute: set.QUALTRICS_RATE_LIMIT_PER_MINUTE,
      concurrency: set.QUALTRICS_CONCURRENCY,
      timeoutMs: set.QUALTRICS_TIMEOUT_SECONDS * 1000,
      emailWritable: set.QUALTRICS_EMAIL_WRITABLE,
      statusField: set.QUALTRICS_STATUS_FIELD,
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
      target: set.SCIM_GROUP_TARGET,
      rules: set.SCIM_GROUP_RULES,
      groupType: set.QUALTRICS_GROUP_TYPE,
      onDelete: set.SCIM_GROUP_DELETE,
      handMoves: set.SCIM_HAND_MOVES,
      divisionIds: set.QUALTRICS_DIVISION_IDS,
      divisionPermissions: set.QUALTRICS_DIVISION_PERMISSIONS,
    },
    checks: { mode: set.QUALTRICS_CHECK_WRITES, afterMs: set.QUALTRICS_CHECK_AFTER_SECONDS * 1000 },
    policies: {
      onConflict: set.SCIM_ON_CONFLICT,
      onDelete: set.SCIM_DELETE_POLICY,
      deleteAfterDays: set.SCIM_DELETE_AFTER_DAYS,
      syncIntervalSeconds: set.SCIM_SYNC_INTERVAL_SECONDS,
      hydratePerMinute: set.QUALTRICS_HYDRATE_PER_MINUTE,
      auditDays: set.SCIM_AUDIT_DAYS,
    },
  };
}
