import { API_PREFIX } from './base-url.ts';
import { readEnvelope } from './envelope.ts';
import { createHttp, type HttpRequest, type HttpResponse } from './http.ts';

/** Without the credential: whoever is there can answer, and learns nothing. */
export const KNOCK: HttpRequest = {
  method: 'GET',
  endpoint: 'GET /whoami',
  write: false,
  path: `${API_PREFIX}/whoami`,
  headers: { accept: 'application/json' },
};

/** Whether Qualtrics' API answers at that origin, which is asked without the credential. */
export async function isApiAt(origin: string, timeoutMs: number): Promise<boolean> {
  const http = createHttp({ origin, connections: 1, timeoutMs });
  try {
    return isOfApi(await http.exchange(KNOCK));
  } catch {
    return false;
  } finally {
    await http.close();
  }
}

/** Whether it was Qualtrics' API that answered, in whatever way, and not somebody's web page. */
export function isOfApi({ headers, body }: HttpResponse): boolean {
  const contentType = headers['content-type'];
  return readEnvelope(body, typeof contentType === 'string' ? contentType : undefined).body === 'json';
}
