import { z } from 'zod';
import type { Answer } from './answer.ts';
import { API_PREFIX } from './base-url.ts';
import type { Call } from './call.ts';
import type { CallOptions } from './client.ts';
import { unreadable } from './records-wire.ts';

export interface Page {
  readonly elements: readonly unknown[];
  readonly answer: Answer;
}

/** Two million users at 100 a page. */
const MOST_PAGES = 20_000;
const pageSchema = z.looseObject({ elements: z.array(z.unknown()), nextPage: z.string().nullish() });

/**
 * Every page of the list at that path; `route` is the same with placeholders. Throws 'malformed' when `nextPage` leads
 * in circles or out of the API.
 */
export async function* pages(
  call: Call,
  first: string,
  options: CallOptions | undefined,
  route = first,
): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<string>();
  for (let path: string | undefined = first; path !== undefined; ) {
    seen.add(path);
    const answer: Answer = await call({ method: 'GET', route, path }, options);
    const page = readPage(answer);
    yield page;
    path = page.next;
    if (path !== undefined && (seen.has(path) || seen.size >= MOST_PAGES)) throw unreadable(answer);
  }
}

/** One page; `next` is the path of the following one, undefined at the end. */
export function readPage(answer: Answer): Page & { next: string | undefined } {
  const page = pageSchema.safeParse(answer.result);
  if (!page.success) throw unreadable(answer);
  const { elements, nextPage } = page.data;
  return { elements, answer, next: nextPage ? nextPath(nextPage, answer) : undefined };
}

/**
 * The path and query of a `nextPage`, below the API prefix. Its host is never used: it may be another datacenter's, or
 * anybody's, and the credential goes to the configured origin only.
 */
function nextPath(nextPage: string, answer: Answer): string {
  const base = 'https://any.invalid';
  if (!URL.canParse(nextPage, base)) throw unreadable(answer);
  const { pathname, search } = new URL(nextPage, base);
  if (!pathname.startsWith(`${API_PREFIX}/`)) throw unreadable(answer);
  return pathname.slice(API_PREFIX.length) + search;
}
