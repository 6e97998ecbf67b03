import { isLoopback } from './loopback.ts';

/** Every path of the API begins with this. */
export const API_PREFIX = '/API/v3';

/**
 * The origin to call, from a base URL with or without `/API/v3`. Throws a plain Error when the credential would
 * travel unencrypted, or when the URL has a part that nobody would read.
 */
export function originOf(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) throw new Error('The Qualtrics base URL is not a URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new Error('The Qualtrics base URL must begin with https:// (http:// only for loopback)');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new Error('The Qualtrics base URL must be an origin only, optionally with /API/v3');
  }
  if (!/^\/(API\/v3\/?)?$/i.test(url.pathname)) {
    throw new Error('The Qualtrics base URL must have no path other than /API/v3');
  }
  return url.origin;
}
