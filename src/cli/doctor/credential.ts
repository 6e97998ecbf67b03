import type { ConnectionConfig } from '../../config/config.ts';
import { QualtricsError } from '../../qualtrics/errors.ts';
import { hostForm } from '../../qualtrics/host-form.ts';
import type { Whoami } from '../../qualtrics/records.ts';
import { told } from './attempted.ts';
import { fail, ok, type Verdict } from './check.ts';

type Settings = Pick<ConnectionConfig['qualtrics'], 'baseUrl' | 'credentials'>;

/** Whether Qualtrics takes the credential, by its answer to whoami. */
export function checkCredential(whoami: Whoami | QualtricsError, settings: Settings): Verdict {
  if (!(whoami instanceof QualtricsError)) {
    return ok(settings.credentials.kind === 'token' ? 'the API token works' : 'the OAuth client works');
  }
  return fail(told(whoami), whatToDo(whoami, settings));
}

function whatToDo({ code, status, endpoint }: QualtricsError, { baseUrl, credentials }: Settings): string {
  const { instead } = hostForm(baseUrl);
  if (endpoint === 'POST /oauth2/token' && code === 'credential') {
    return `check QUALTRICS_OAUTH_CLIENT_ID, its secret and QUALTRICS_OAUTH_SCOPE; OAuth works at the brand's own datacenter only, so else try ${instead}`;
  }
  if (code === 'credential' && status === undefined) {
    return 'the secret holds a character that no header can carry: copy it again';
  }
  if (status === 401) {
    return credentials.kind === 'token'
      ? `Qualtrics does not know this token: copy it again (Account Settings, Qualtrics IDs, API; making a new one ends the old one), or try ${instead}`
      : `the access token is not valid here: OAuth works at the brand's own datacenter only; try ${instead}`;
  }
  // Recorded: 400 ATP_2 "Expected authorization in headers, but none provided."
  if (status === 400)
    return 'the credential did not arrive: something in between takes the header away; call Qualtrics directly';
  if (code === 'forbidden') {
    return 'the credential is good, its owner may not use the API: give the account the permission "Access API"';
  }
  return `Qualtrics has an outage or throttles: run this again later, or try ${instead}`;
}
