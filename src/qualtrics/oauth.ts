import { z } from 'zod';
import { readAnswer } from './answer.ts';
import { type OnCall, observed } from './call-event.ts';
import { type Credentials, type OnRotation, readSecret, type Secret } from './credentials.ts';
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

export const TOKEN_ENDPOINT = 'POST /oauth2/token';
const EARLY_MS = 60_000;
/** For an answer that does not say; the recorded ones say an hour or a day. */
const DEFAULT_LIFETIME_SECONDS = 600;

/** RFC 6749 5.1; not an envelope of the API. */
const tokenSchema = z.looseObject({
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.coerce.number().positive().catch(DEFAULT_LIFETIME_SECONDS),
});

type TokenAnswer = z.infer<typeof tokenSchema>;

/**
 * OAuth 2.0 client credentials (RFC 6749 4.4): one token for all calls, asked for by the first that needs it while
 * the others wait, renewed a minute before it ends and after a 401.
 */
export function createOAuthCredentials(
  client: OAuthClient,
  http: Pick<Http, 'exchange'>,
  onCall: OnCall,
  now: () => number = Date.now,
  onRotation: OnRotation = () => {},
): Credentials {
  let current: AccessToken | undefined;
  let pending: Promise<AccessToken> | undefined;
  let proven: string | undefined;
  let refusedSecret: string | undefined;

  async function renew(): Promise<AccessToken> {
    const token = await tokenFor(readSecret(client.clientSecret, TOKEN_ENDPOINT));
    const lifetimeMs = token.expires_in * 1000;
    const renewAt = now() + lifetimeMs - Math.min(EARLY_MS, lifetimeMs / 2);
    current = { value: token.access_token, renewAt };
    return current;
  }

  /** A secret that was replaced is tried first; while it is refused, the one before may still do. */
  async function tokenFor(offered: string): Promise<TokenAnswer> {
    const isNew = proven !== undefined && offered !== proven;
    try {
      // A new secret that is refused is no refused credential yet.
      const token = await ask(offered, (call) => {
        if (!isNew || call.outcome !== 'credential') onCall(call);
      });
      if (isNew) onRotation('in-use');
      proven = offered;
      return token;
    } catch (error) {
      const isRefused = error instanceof QualtricsError && error.code === 'credential';
      if (!isNew || !isRefused || proven === undefined) throw error;
      const token = await ask(proven, onCall);
      if (refusedSecret !== offered) onRotation('refused');
      refusedSecret = offered;
      return token;
    }
  }

  async function ask(secret: string, tell: OnCall): Promise<TokenAnswer> {
    const call = { endpoint: TOKEN_ENDPOINT, method: 'POST', lane: 'interactive', attempt: 1 } as const;
    const { token } = await observed(call, (onTurn) => fetchToken(client, secret, http, onTurn), tell);
    return token;
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
    async refused(header) {
      // Somebody else may have renewed it since.
      if (header.authorization === `Bearer ${current?.value}`) current = undefined;
      return true;
    },
  };
}

async function fetchToken(
  client: OAuthClient,
  secret: string,
  http: Pick<Http, 'exchange'>,
  onTurn: () => void,
): Promise<{ status: number; token: TokenAnswer }> {
  onTurn(); // not queued: the calls that wait for it hold their turns
  const request = tokenRequest(client, secret);
  const response = await http.exchange(request);
  const { status } = response;
  const body = parseJson(response.body);
  const token = tokenSchema.safeParse(body);
  if (status === 200 && token.success) return { status, token: token.data };
  // RFC 6749 5.2: invalid_client, unauthorized_client, invalid_scope. A page of HTML is a gateway's.
  if ([400, 401, 403].includes(status) && body !== undefined) {
    throw new QualtricsError('credential', TOKEN_ENDPOINT, { status });
  }
  readAnswer(request, response);
  throw new QualtricsError('malformed', TOKEN_ENDPOINT, { status });
}

function tokenRequest({ clientId, scope }: OAuthClient, secret: string): HttpRequest {
  const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === '' ? {} : { scope }) });
  return {
    method: 'POST',
    endpoint: TOKEN_ENDPOINT,
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
