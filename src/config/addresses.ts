import { isIP } from 'node:net';
import { isLoopback } from '../qualtrics/loopback.ts';

/** HOST: the address to listen on. `localhost` is two addresses on most machines; one of them is meant. */
export function listeningAddress(text: string): string | Error {
  const address = text === 'localhost' ? '127.0.0.1' : text;
  if (isIP(address) === 0) return new Error('must be an IP address, such as 127.0.0.1 or 0.0.0.0');
  return address;
}

/** QUALTRICS_BASE_URL: the origin, from a datacenter or organization host with or without `/API/v3`. */
export function qualtricsOrigin(text: string): string | Error {
  // Short enough that a token pasted into the wrong variable is never repeated.
  if (/^[a-z]{2,4}\d{0,2}$/i.test(text)) {
    return new Error(`a datacenter id alone is no address; write https://${text}.qualtrics.com`);
  }
  const url = parseUrl(text);
  if (url instanceof Error) return url;
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return new Error(
      'must begin with https://, or the credential travels unencrypted (http:// for loopback only)',
    );
  }
  if (!/^\/(API\/v3\/?)?$/i.test(url.pathname)) {
    return new Error('must have no path other than /API/v3');
  }
  return url.origin;
}

/** SCIM_PUBLIC_URL: where the IdP reaches the bridge; a pasted tenant URL (`.../scim/v2`) means the same place. */
export function publicUrl(text: string): string | Error {
  const url = parseUrl(text);
  if (url instanceof Error) return url;
  return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/scim\/v2$/, '');
}

function parseUrl(text: string): URL | Error {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return new Error('must be a whole URL that begins with https://');
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return new Error('must hold no user name or password');
  if (/[?#]/.test(text)) return new Error('must end with the path: no "?" and no "#"');
  return url;
}
