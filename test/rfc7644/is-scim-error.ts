import type { Test } from 'tap';
import type { Answer } from '../support/bridge.ts';

/** What RFC 7644 3.12 asks of an error body; `detail` is what the IdP's admin gets to read. */
export function isScimError(t: Test, answer: Answer, status: number, scimType?: string): void {
  t.equal(answer.status, status, answer.text.slice(0, 300));
  t.match(answer.headers.get('content-type'), /^application\/(scim\+)?json; charset=utf-8$/);
  const { detail, ...rest } = answer.body ?? {};
  t.match(detail, /\w+ \w+/, 'a sentence for the admin');
  t.strictSame(rest, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
    status: String(status),
    ...(scimType !== undefined && { scimType }),
  });
}
