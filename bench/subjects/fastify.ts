/** The floor with the framework that the bridge stands on: no token, no log, no upstream, one Map. */
import Fastify from 'fastify';
import { answers } from './in-memory.ts';

const { get, received } = answers(Number(process.argv[2]));

const server = Fastify();
server.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) =>
  done(null, JSON.parse(String(body))),
);
server.get<{ Params: { id: string } }>('/scim/v2/Users/:id', async (request, reply) =>
  reply.type('application/scim+json; charset=utf-8').send(JSON.stringify(get(request.params.id))),
);
server.post('/scim/v2/Users', async (request, reply) =>
  reply
    .code(201)
    .type('application/scim+json; charset=utf-8')
    .send(JSON.stringify(received(request.body as object))),
);
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
