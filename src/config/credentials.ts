import type { ConnectionConfig, Secret } from './config.ts';
import type { ConnectionSettings } from './variables.ts';

interface OAuthSettings {
  readonly clientId: string | undefined;
  readonly scope: string;
}

type GroupSettings = Pick<ConnectionSettings, 'SCIM_GROUP_TARGET' | 'SCIM_GROUP_RULES'>;

const MIN_TOKEN_LENGTH = 8;
/** What can stand in a header field: visible ASCII, no spaces. */
const HEADER_SAFE = /^[\x21-\x7e]+$/;

/** SCIM_BEARER_TOKENS: separated by commas, in a file by line ends too. */
export function bearerTokens(text: string): readonly string[] | Error {
  const tokens = text
    .split(/[,\n]/)
    .map((token) => token.trim())
    .filter((token) => token !== '');
  if (tokens.length === 0) return new Error('holds no token; make one with: openssl rand -hex 32');
  for (const [index, token] of tokens.entries()) {
    const which = `token ${index + 1} of ${tokens.length}`;
    if (!HEADER_SAFE.test(token)) {
      return new Error(`${which} has a space or a character outside of ASCII; separate tokens by commas`);
    }
    if (token.length < MIN_TOKEN_LENGTH) {
      return new Error(
        `${which} has fewer than ${MIN_TOKEN_LENGTH} characters; make one with: openssl rand -hex 32`,
      );
    }
  }
  return tokens;
}

export function qualtricsSecret(text: string): string | Error {
  return HEADER_SAFE.test(text)
    ? text
    : new Error('has a space or a character outside of ASCII; copy it again');
}

/** QUALTRICS_OAUTH_SCOPE where it is not set: what the bridge calls. */
export function defaultScope(groups: GroupSettings | undefined): string {
  const users = 'read:users write:users read:divisions write:divisions';
  const hasOwnGroups =
    groups?.SCIM_GROUP_TARGET === 'group' ||
    groups?.SCIM_GROUP_RULES.some(({ target }) => target === 'group') === true;
  return hasOwnGroups ? `${users} read:groups write:groups` : users;
}

/**
 * The one way in which Qualtrics is called: an API token, or an OAuth client. A secret that is an Error counts as set,
 * and is the answer where the credentials rest on it.
 */
export function qualtricsCredentials(
  token: Secret | Error | undefined,
  clientSecret: Secret | Error | undefined,
  { clientId, scope }: OAuthSettings,
): ConnectionConfig['qualtrics']['credentials'] | Error {
  if (token && (clientId || clientSecret)) {
    return new Error('QUALTRICS_API_TOKEN: an OAuth client is set as well; unset one of the two');
  }
  if (token) return token instanceof Error ? token : { kind: 'token', token };
  if (clientId && clientSecret) {
    return clientSecret instanceof Error ? clientSecret : { kind: 'oauth', clientId, clientSecret, scope };
  }
  if (clientId) {
    return new Error('QUALTRICS_OAUTH_CLIENT_SECRET: is required beside QUALTRICS_OAUTH_CLIENT_ID');
  }
  if (clientSecret) {
    return new Error('QUALTRICS_OAUTH_CLIENT_ID: is required beside QUALTRICS_OAUTH_CLIENT_SECRET');
  }
  return new Error(
    'QUALTRICS_API_TOKEN: is required: the API token of a brand administrator; or set QUALTRICS_OAUTH_CLIENT_ID and QUALTRICS_OAUTH_CLIENT_SECRET',
  );
}
