import { z } from 'zod';
import type { Answer } from './answer.ts';
import { API_PREFIX } from './base-url.ts';
import type { Call } from './call.ts';
import type { CallOptions } from './client.ts';
import { unreadable } from './records-wire.ts';

export interface Page {
  readonly elements: readonly unknown[];
  readonly answer: Answer;
  /** The path of the following page; undefined at the end. */
  readonly next: string | undefined;
}

/** Two million users at 100 a page. */
const MOST_PAGES = 20_000;
const pageSchema = z.looseObject({ elements: z.array(z.unknown()), nextPage: z.string().nullish() });

/**
 * Every page of the list at that path, from `from` on; `route` is the path with placeholders. Throws 'malformed' when
 * `nextPage` leads in circles or out of the API.
 */
export async function* pages(
  call: Call,
  first: string,
  options: CallOptions | undefined,
  route = first,
  from = first,
): AsyncGenerator<Page, void, undefined> {
  // Brent's way to find a circle: one path is remembered, and a later one each time that the way has doubled.
  let remembered = from;
  let path: string | undefined = from;
  for (let read = 1; path !== undefined; read++) {
    const answer: Answer = await call({ method: 'GET', route, path }, options);
    const page = readPage(answer);
    yield page;
    path = page.next;
    if (path === undefined) return;
    if (path === remembered || read >= MOST_PAGES) throw unreadable(answer);
    if (Number.isInteger(Math.log2(read))) remembered = path;
  }
}

/** One page. */
export function readPage(answer: Answer): Page {
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
