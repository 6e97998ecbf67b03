import { invalid } from './api-failure.ts';
import type { Exchange } from './exchange.ts';
import type { Json, JsonObject } from './json.ts';

/** One page of `all` as `{elements, nextPage}`; nextPage is an absolute URL, as Qualtrics gives it. */
export function page<T>(all: readonly T[], toElement: (item: T) => Json, exchange: Exchange): JsonObject {
  const { options, query } = exchange;
  const size = Math.min(integerOf(query, 'pageSize', 1) ?? options.pageSize, options.pageSize);
  const offset = offsetOf(query);
  const elements = all.slice(offset, offset + size).map(toElement);
  const next = offset + size;
  if (next < all.length) return { elements, nextPage: nextPage(exchange, next) };
  return options.lastPage === 'null' ? { elements, nextPage: null } : { elements };
}

function nextPage({ options, query, origin, path }: Exchange, offset: number): string {
  const next = new URLSearchParams(query);
  next.delete('offset');
  next.delete('skipToken');
  // The guides' example carries the page size; a recording carries the offset alone.
  if (options.dialect === 'seed') next.set('pageSize', query.get('pageSize') ?? String(options.pageSize));
  if (options.paging === 'offset') next.set('offset', String(offset));
  else next.set('skipToken', Buffer.from(String(offset)).toString('base64url'));
  return `${pagingOrigin(options.pagingHost) ?? origin}${path}?${next}`;
}

function pagingOrigin(host: string | null): string | undefined {
  if (host === null) return undefined;
  return host.includes('://') ? host : `https://${host}`;
}

function offsetOf(query: URLSearchParams): number {
  const token = query.get('skipToken');
  if (token === null) return integerOf(query, 'offset', 0) ?? 0;
  return integer('skipToken', Buffer.from(token, 'base64url').toString(), 0);
}

function integerOf(query: URLSearchParams, name: string, smallest: number): number | undefined {
  const text = query.get(name);
  return text === null ? undefined : integer(name, text, smallest);
}

function integer(name: string, text: string, smallest: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) < smallest) throw invalid(`Invalid value for ${name}.`);
  return Number(text);
}
