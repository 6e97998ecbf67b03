import { hostForm } from './qualtrics/host-form.ts';
import { isApiAt } from './qualtrics/knock.ts';

const KNOCK_MS = 3_000;

/**
 * What to do where Qualtrics never answered at the configured address: its support pages tell people to try the other
 * form of host, so that is done here, without the credential.
 */
export async function adviseOtherAddress(
  baseUrl: string,
  isApi: (origin: string) => Promise<boolean> = (origin) => isApiAt(origin, KNOCK_MS),
): Promise<string> {
  const { instead, insteadOrigin } = hostForm(baseUrl);
  if (insteadOrigin !== undefined && (await isApi(insteadOrigin))) {
    return `it does at ${insteadOrigin}: set QUALTRICS_BASE_URL to that`;
  }
  return `check QUALTRICS_BASE_URL, or try ${instead}`;
}
