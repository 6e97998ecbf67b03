import { QualtricsError } from '../../qualtrics/errors.ts';
import { type HostForm, hostForm } from '../../qualtrics/host-form.ts';
import { isOfApi } from '../../qualtrics/knock.ts';
import { attempted, told } from './attempted.ts';
import { fail, ok, type Verdict, warn } from './check.ts';
import { type ConnectTimes, connectTimes } from './connect-times.ts';
import type { Upstream } from './upstream.ts';

/** QUALTRICS_BASE_URL: whether the API is there, asked without the credential. */
export async function checkAddress(
  baseUrl: string,
  timeoutMs: number,
  knock: Upstream['knock'],
): Promise<Verdict> {
  const form = hostForm(baseUrl);
  let times: ConnectTimes;
  try {
    times = await connectTimes(baseUrl, timeoutMs);
  } catch (error) {
    return fail(`no connection to ${baseUrl}: ${codeOf(error)}`, whatToTry(codeOf(error), form));
  }
  const answer = await attempted(knock());
  if (answer instanceof QualtricsError) {
    return fail(
      `${baseUrl} takes connections and does not answer: ${told(answer)}`,
      `run this again later; else try ${form.instead}`,
    );
  }
  if (!isOfApi(answer)) {
    return fail(
      `${baseUrl} answers with HTTP ${answer.status}, but not as the Qualtrics API does`,
      `if Qualtrics has an outage, run this again later; else try ${form.instead}`,
    );
  }
  const detail = `${baseUrl} (${form.name}) is the API; ${inWords(times)}`;
  if (form.kind !== 'other') return ok(detail);
  return warn(
    detail,
    `the credential goes to this host: if it is no proxy of your own, set QUALTRICS_BASE_URL to ${form.instead}`,
  );
}

function inWords({ tcpMs, tls }: ConnectTimes): string {
  const connected = `connected in ${Math.round(tcpMs)} ms`;
  return tls === undefined ? connected : `${connected}, ${tls.protocol} in ${Math.round(tls.ms)} ms`;
}

function whatToTry(code: string, form: HostForm): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `nobody knows that name: check its spelling and this machine's DNS, or try ${form.instead}`;
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `the certificate there is for other names: try ${form.instead}`;
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return 'the certificate there is not trusted: a proxy in between may open TLS; name its CA in NODE_EXTRA_CA_CERTS';
  }
  return `the bridge connects without a proxy: let this machine through the firewall; else try ${form.instead}`;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'AbortError') return 'no answer in time';
  return 'code' in error ? String(error.code) : error.name;
}
