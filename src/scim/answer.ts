import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json, Resource } from '../provisioning/resource.ts';
import { contentTypeFor } from './content-type.ts';

/** Serialised here: Fastify would add nothing but its own content type. */
export function send(request: FastifyRequest, reply: FastifyReply, body: object): FastifyReply {
  return reply.type(contentTypeFor(request)).send(JSON.stringify(body));
}

/** `endpoint` is `Users` or `Groups`. */
export function locationOf(baseUrl: string, endpoint: string, id: string): string {
  return `${baseUrl}/${endpoint}/${encodeURIComponent(id)}`;
}

export function withLocation(baseUrl: string, endpoint: string, resource: Resource): Resource {
  const meta = resource.meta as { [key: string]: Json } | undefined;
  return { ...resource, meta: { ...meta, location: locationOf(baseUrl, endpoint, String(resource.id)) } };
}
