import { TOKEN } from '../../scenarios.ts';
import type { Tally } from './tally.ts';

/** One request of the played IdP. */
export interface Question {
  /** What it is counted as. */
  readonly kind: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From /scim/v2 on. */
  readonly path: string;
  readonly body?: object;
  /** The only status that is no failure. */
  readonly status: number;
  /** Whether the answer says what the IdP knows. */
  readonly isRight?: (answer: ScimAnswer) => boolean;
}

/** As much of an answer as the IdP looks at. */
export interface ScimAnswer {
  readonly id?: string;
  readonly userName?: string;
  readonly active?: boolean;
  readonly name?: { readonly givenName?: string; readonly familyName?: string };
  readonly members?: readonly { readonly value: string }[];
  readonly totalResults?: number;
  readonly itemsPerPage?: number;
  readonly Resources?: readonly ScimAnswer[];
  /** A PUT sends back what it does not know. */
  readonly [attribute: string]: unknown;
}

/** Undefined where the answer was not the expected one; that is counted then. */
export type Ask = (question: Question) => Promise<ScimAnswer | undefined>;

/** When Okta hangs up. */
const PATIENCE_MS = 60_000;

export function createAsk(origin: string, tally: Tally): Ask {
  return async ({ kind, method, path, body, status, isRight }) => {
    const began = performance.now();
    try {
      const response = await fetch(`${origin}/scim/v2${path}`, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body && { 'content-type': 'application/scim+json; charset=utf-8' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (response.status !== status) {
        tally.failed(kind, response.status, `${method} ${path} ${text}`);
        return undefined;
      }
      tally.answered(kind, performance.now() - began);
      const answer: ScimAnswer = text === '' ? {} : JSON.parse(text);
      if (isRight?.(answer) !== false) return answer;
      tally.wrong(kind, `${method} ${path} ${text.slice(0, 1_000)}`);
    } catch (failure) {
      tally.failed(kind, 0, `${method} ${path} ${failure}`);
    }
    return undefined;
  };
}
