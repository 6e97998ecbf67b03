import { z } from 'zod';
import { readAnswer } from './answer.ts';
import { type OnCall, observed } from './call-event.ts';
import { type Credentials, readSecret, type Secret } from './credentials.ts';
import { QualtricsError } from './errors.ts';
import type { Http, HttpRequest } from './http.ts';
import { parseJson } from './parse-json.ts';

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Space-separated, such as `read:users write:users`; empty for whatever the client was given. */
  readonly scope: string;
}

interface AccessToken {
  readonly value: string;
  /** In ms of `now`. */
  readonly renewAt: number;
}

const ENDPOINT = 'POST /oauth2/token';
const EARLY_MS = 60_000;
/** For an answer that does not say; the recorded ones say an hour or a day. */
const DEFAULT_LIFETIME_SECONDS = 600;

/** RFC 6749 5.1; not an envelope of the API. */
const tokenSchema = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().catch(DEFAULT_LIFETIME_SECONDS),
});

/**
 * OAuth 2.0 client credentials (RFC 6749 4.4): one token for all calls, asked for by the first that needs it while
 * the others wait, renewed a minute before it ends and after a 401.
 */
export function createOAuthCredentials(
  client: OAuthClient,
  http: Pick<Http, 'exchange'>,
  onCall: OnCall,
  now: () => number = Date.now,
): Credentials {
  let current: AccessToken | undefined;
  let pending: Promise<AccessToken> | undefined;

  async function renew(): Promise<AccessToken> {
    const call = { endpoint: ENDPOINT, method: 'POST', lane: 'interactive', attempt: 1 } as const;
    const { token } = await observed(call, (onTurn) => fetchToken(client, http, onTurn), onCall);
    const lifetimeMs = token.expires_in * 1000;
    const renewAt = now() + lifetimeMs - Math.min(EARLY_MS, lifetimeMs / 2);
    current = { value: token.access_token, renewAt };
    return current;
  }

  async function valid(): Promise<AccessToken> {
    if (current !== undefined && now() < current.renewAt) return current;
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return await pending;
  }

  return {
    header: async () => ({ authorization: `Bearer ${(await valid()).value}` }),
    refused(header) {
      // Somebody else may have renewed it since.
      if (header.authorization === `Bearer ${current?.value}`) current = undefined;
      return true;
    },
  };
}

async function fetchToken(client: OAuthClient, http: Pick<Http, 'exchange'>, onTurn: () => void) {
  onTurn(); // not queued: the calls that wait for it hold their turns
  const request = tokenRequest(client);
  const response = await http.exchange(request);
  const { status } = response;
  const body = parseJson(response.body);
  const token = tokenSchema.safeParse(body);
  if (status === 200 && token.success) return { status, token: token.data };
  // RFC 6749 5.2: invalid_client, unauthorized_client, invalid_scope. A page of HTML is a gateway's.
  if ([400, 401, 403].includes(status) && body !== undefined) {
    throw new QualtricsError('credential', ENDPOINT, { status });
  }
  readAnswer(request, response);
  throw new QualtricsError('malformed', ENDPOINT, { status });
}

function tokenRequest({ clientId, clientSecret, scope }: OAuthClient): HttpRequest {
  const basic = Buffer.from(`${clientId}:${readSecret(clientSecret, ENDPOINT)}`).toString('base64');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) });
  return {
    method: 'POST',
    endpoint: ENDPOINT,
    write: false,
    path: '/oauth2/token',
    headers: {
      accept: 'application/json',
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: form.toString(),
  };
}
