import { API_PREFIX } from './base-url.ts';
import { readEnvelope } from './envelope.ts';
import { createHttp } from './http.ts';

/** Whether Qualtrics' API answers at that origin, which is asked without the credential. */
export async function isApiAt(origin: string, timeoutMs: number): Promise<boolean> {
  const http = createHttp({ origin, connections: 1, timeoutMs });
  try {
    const { headers, body } = await http.exchange({
      method: 'GET',
      endpoint: 'GET /whoami',
      write: false,
      path: `${API_PREFIX}/whoami`,
      headers: { accept: 'application/json' },
    });
    const contentType = headers['content-type'];
    return readEnvelope(body, typeof contentType === 'string' ? contentType : undefined).body === 'json';
  } catch {
    return false;
  } finally {
    await http.close();
  }
}
