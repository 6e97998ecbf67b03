import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, jsonAnswer } from './envelope.ts';
import type { ResolvedOptions } from './options.ts';

interface Grant {
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/** POST /oauth2/token, grant `client_credentials`, and the access tokens it has given out. */
export class AccessTokens {
  private readonly grants = new Map<string, Grant>();

  grant(headers: IncomingHttpHeaders, body: string, options: ResolvedOptions): Answer {
    const form = new URLSearchParams(body);
    if (!knownClient(headers.authorization, form, options))
      return jsonAnswer(401, { error: 'invalid_client' });
    if (form.get('grant_type') !== 'client_credentials') {
      return jsonAnswer(400, { error: 'unsupported_grant_type' });
    }
    const scope = form.get('scope') ?? '';
    const token = randomUUID();
    const seconds = options.oauthTokenSeconds;
    const scopes = scope.split(/\s+/).filter(Boolean);
    this.grants.set(token, { scopes, expiresAt: Date.now() + seconds * 1000 });
    return jsonAnswer(200, { access_token: token, token_type: 'bearer', expires_in: seconds, scope });
  }

  /** The scopes of a token that is valid now. */
  scopesOf(token: string): readonly string[] | undefined {
    const grant = this.grants.get(token);
    return grant !== undefined && grant.expiresAt > Date.now() ? grant.scopes : undefined;
  }

  /** Every token stops working at once, as after a revocation. */
  revokeAll(): void {
    this.grants.clear();
  }
}

/** HTTP Basic, or the client's id and secret in the form (RFC 6749 2.3.1). */
function knownClient(
  authorization: string | undefined,
  form: URLSearchParams,
  options: ResolvedOptions,
): boolean {
  const basic = /^basic +(.+)$/i.exec(authorization ?? '')?.[1];
  const given =
    basic === undefined
      ? `${form.get('client_id')}:${form.get('client_secret')}`
      : Buffer.from(basic, 'base64').toString();
  return given === `${options.oauthClientId}:${options.oauthClientSecret}`;
}
