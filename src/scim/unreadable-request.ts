import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { scimErrorBody } from './error-response.ts';
import { ScimError } from './scim-error.ts';

const STATUS_TEXT = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
} as const;

/** Answers what Node's HTTP parser could not read, which never becomes a request; then the connection ends. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  const body = JSON.stringify(
    scimErrorBody(new ScimError(status, undefined, 'The request could not be read.')),
  );
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_TEXT[status]}\r\ncontent-type: application/scim+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

/** RFC 9110 10.1.1: an `Expect` other than 100-continue, which never becomes a request either. */
export function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const error = new ScimError(417, undefined, 'This service knows no such expectation.');
  response.writeHead(417, { 'content-type': 'application/scim+json; charset=utf-8', connection: 'close' });
  response.end(JSON.stringify(scimErrorBody(error)));
}

/** RFC 9112 3.2: a request of HTTP/1.1 without Host is 400. Node would send it without a body. */
export async function refuseHostless({ raw }: FastifyRequest): Promise<void> {
  if (raw.httpVersion === '1.1' && raw.headers.host === undefined) {
    throw new ScimError(400, 'invalidSyntax', 'The request lacks the header field Host.');
  }
}

function statusOf(code: string | undefined): keyof typeof STATUS_TEXT {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
