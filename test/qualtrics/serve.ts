import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An HTTP server on loopback that answers as told and keeps what it was sent, until the test ends. */
export async function serve(
  t: Test,
  answer: (response: ServerResponse, received: Received, count: number) => void,
): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const entry = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
    received.push(entry);
    answer(response, entry, received.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: urlOf(server.address()), received };
}

export function urlOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP address');
  return `http://127.0.0.1:${address.port}`;
}

/** An envelope of the API. */
export function envelope(result?: unknown): string {
  return JSON.stringify({ result, meta: { httpStatus: '200 - OK', requestId: 'r-1' } });
}
