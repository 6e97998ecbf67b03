import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json, Resource } from '../provisioning/resource.ts';
import { contentTypeFor } from './content-type.ts';
import { isLong, jsonParts } from './json-parts.ts';

/**
 * Serialised here: Fastify would add nothing but its own content type. A group of 50,000 members goes in parts, so that
 * everybody else has a turn in between.
 */
export function send(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  reply.type(contentTypeFor(request));
  return reply.send(isLong(body) ? Readable.from(inTurns(jsonParts(body))) : JSON.stringify(body));
}

async function* inTurns(parts: Iterable<string>): AsyncGenerator<string, void, undefined> {
  for (const part of parts) {
    yield part;
    await setImmediate();
  }
}

/** `endpoint` is `Users` or `Groups`. */
export function locationOf(baseUrl: string, endpoint: string, id: string): string {
  return `${baseUrl}/${endpoint}/${encodeURIComponent(id)}`;
}

export function withLocation(baseUrl: string, endpoint: string, resource: Resource): Resource {
  const meta = resource.meta as { [key: string]: Json } | undefined;
  return { ...resource, meta: { ...meta, location: locationOf(baseUrl, endpoint, String(resource.id)) } };
}
