import { request } from 'undici';
import type { JsonObject } from '../../sandbox/json.ts';
import type { Act, ScimRequest } from './step.ts';

export interface Answer {
  readonly status: number;
  /** Empty without one. */
  readonly body: JsonObject;
}

/** Sends a request with the headers of the IdP and no others; fetch would add its own. */
export async function send(
  baseUrl: string,
  token: string,
  headers: Act['headers'],
  { method, path, body }: ScimRequest,
): Promise<Answer> {
  const answer = await request(`${baseUrl}${path}`, {
    method,
    headers: {
      ...headers,
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/scim+json; charset=utf-8' }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await answer.body.text();
  return { status: answer.statusCode, body: text === '' ? {} : JSON.parse(text) };
}
