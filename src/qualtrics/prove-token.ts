import { readAnswer } from './answer.ts';
import { API_PREFIX } from './base-url.ts';
import type { Http } from './http.ts';
import type { Whoami } from './records.ts';
import { readWhoami } from './records-wire.ts';

/** A whoami with that header, past the queue: it comes once for each new token. Throws QualtricsError. */
export async function proveToken(
  http: Pick<Http, 'exchange'>,
  header: Record<string, string>,
): Promise<Whoami> {
  const request = {
    method: 'GET',
    endpoint: 'GET /whoami',
    write: false,
    path: `${API_PREFIX}/whoami`,
    headers: { accept: 'application/json', ...header },
  } as const;
  return readWhoami(readAnswer(request, await http.exchange(request)));
}
