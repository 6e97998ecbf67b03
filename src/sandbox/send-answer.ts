import type { ServerResponse } from 'node:http';
import type { Answer } from './envelope.ts';

/** Puts an answer on the wire in one piece. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}
