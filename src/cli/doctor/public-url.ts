import type { Config } from '../../config/config.ts';
import { isLoopback } from '../../qualtrics/loopback.ts';
import { ok, type Verdict, warn } from './check.ts';

const SET_IT = 'set SCIM_PUBLIC_URL to the https:// address under which the IdP reaches the bridge';

/** SCIM_PUBLIC_URL. Nothing here can tell whether the IdP reaches it: that way may well lead through the IdP's network only. */
export function checkPublicUrl({
  publicUrl,
  host,
  port,
}: Pick<Config, 'publicUrl' | 'host' | 'port'>): Verdict {
  if (publicUrl === undefined) {
    return warn(`SCIM_PUBLIC_URL is not set, so answers point to ${host} port ${port}`, SET_IT);
  }
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopback(hostname)) return ok(`${publicUrl}, which this machine alone can reach: for a trial`);
  if (protocol === 'http:') {
    return warn(`${publicUrl} lets bearer tokens and personal data travel unencrypted`, SET_IT);
  }
  return ok(`${publicUrl}; the IdP has to be able to reach it, its tenant URL is ${publicUrl}/scim/v2`);
}
