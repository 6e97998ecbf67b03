import type { IncomingHttpHeaders } from 'node:http';
import { ApiFailure } from './api-failure.ts';
import type { Brand } from './brand.ts';
import type { AccessTokens } from './oauth.ts';
import type { ResolvedOptions } from './options.ts';
import type { Route } from './routes.ts';

const ADMINISTRATORS = ['UT_BRANDADMIN', 'UT_BRAND_ADMINISTRATOR'];

/** Who may make this call; throws the recorded refusals (400 ATP_2, 401 DCD_7) and 403. */
export function authorize(
  headers: IncomingHttpHeaders,
  route: Route,
  brand: Brand,
  ownerId: string,
  options: ResolvedOptions,
  accessTokens: AccessTokens,
): void {
  const apiToken = headers['x-api-token'];
  const bearer = /^bearer +(.+)$/i.exec(headers.authorization ?? '')?.[1];
  // Recorded: no credential at all is a 400.
  if (apiToken === undefined && bearer === undefined) {
    throw new ApiFailure(400, 'ATP_2', 'Expected authorization in headers, but none provided.');
  }
  const owner = brand.users.get(ownerId);
  // The credential acts as its owner, so it dies with the account.
  const alive = owner?.status === 'active';
  // At the wrong datacenter an API token is proxied (with a notice); OAuth, and in the guides anything, is refused.
  const wrongHost = options.noticeHost !== null;
  if (apiToken !== undefined) {
    const known = typeof apiToken === 'string' && options.tokens.includes(apiToken);
    const refusedHost = wrongHost && options.dialect === 'seed';
    if (!known || !alive || refusedHost) throw unauthorized('Unrecognized X-API-TOKEN.');
  } else {
    const scopes = accessTokens.scopesOf(bearer ?? '');
    if (scopes === undefined || !alive || wrongHost) throw unauthorized('Unrecognized access token.');
    const missing = route.scope !== undefined && !grants(scopes, route.scope);
    if (missing) throw forbidden(`You are missing the following required scopes: ${route.scope}`, options);
  }
  if (route.endpoint !== 'whoami' && !ADMINISTRATORS.includes(owner?.userType ?? '')) {
    throw forbidden('This user does not have access to this API endpoint.', options);
  }
}

/** No scope asked for is taken as every scope; `manage:` covers read and write. */
function grants(scopes: readonly string[], wanted: string): boolean {
  const [, resource = ''] = wanted.split(':');
  return (
    scopes.length === 0 || [wanted, `manage:${resource}`, 'manage:all'].some((one) => scopes.includes(one))
  );
}

function unauthorized(message: string): ApiFailure {
  return new ApiFailure(401, 'DCD_7', message);
}

function forbidden(message: string, { errorStyle }: ResolvedOptions): ApiFailure {
  // Recorded in 2015: a lack of permission, sent with HTTP 404.
  if (errorStyle === 'legacy') {
    return new ApiFailure(404, 'GS_5', 'You do not have permission to access this resource.');
  }
  return new ApiFailure(403, 'AuthZ_2.0', message);
}
