/**
 * Every answer that is no success is a SCIM Error (RFC 7644 3.12), whoever found the fault:
 *
 *   ScimError, ProvisioningError -> as they say
 *   Fastify's own (413, 415, 400) -> the same status with a sentence an admin can use
 *   anything else -> 500 with the request id, the cause in the log only
 */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ProvisioningError } from '../provisioning/provisioning-error.ts';
import { connectionOf } from './caller.ts';
import { contentTypeFor } from './content-type.ts';
import { scimErrorOf } from './error-table.ts';
import { ScimError } from './scim-error.ts';

const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';

export function scimErrorBody(error: ScimError): object {
  return {
    schemas: [ERROR_SCHEMA],
    status: String(error.status),
    ...(error.scimType !== undefined && { scimType: error.scimType }),
    detail: error.message,
  };
}

export function sendScimError(request: FastifyRequest, reply: FastifyReply, error: ScimError): FastifyReply {
  if (error.retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfter)));
  return reply
    .code(error.status)
    .type(contentTypeFor(request))
    .send(JSON.stringify(scimErrorBody(error)));
}

/** Fastify's error handler. */
export function handleError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const known = knownError(error);
  // An admin's or a client's mistake is in the request line of the log; what is ours is told with its cause.
  if (!known || known.status >= 500) {
    request.log.error(
      {
        connection: connectionOf(request),
        err: known?.cause instanceof ProvisioningError ? known.cause.cause : error,
      },
      'failed',
    );
  }
  sendScimError(request, reply, known ?? internalError(request));
}

function knownError(error: FastifyError | Error): ScimError | undefined {
  if (error instanceof ScimError) return error;
  if (error instanceof ProvisioningError) return scimErrorOf(error);
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === undefined || status < 400 || status >= 500) return undefined;
  return new ScimError(
    status,
    status === 400 ? 'invalidSyntax' : undefined,
    DETAILS.get(status) ?? error.message,
  );
}

const DETAILS: ReadonlyMap<number, string> = new Map([
  [400, 'The request could not be read.'],
  [413, 'The request body is larger than this service accepts.'],
  [415, 'The body must be JSON: content-type application/scim+json or application/json.'],
]);

function internalError(request: FastifyRequest): ScimError {
  return new ScimError(
    500,
    undefined,
    `Something went wrong here; the log has it under request ${request.id}.`,
  );
}
