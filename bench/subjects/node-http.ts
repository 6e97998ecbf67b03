/** The floor: Node's own server, with the answer of a GET ready in memory. */
import { createServer } from 'node:http';
import { answers } from './in-memory.ts';

const { get, received } = answers(Number(process.argv[2]));

createServer((request, response) => {
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = received(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(201, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body));
    });
    return;
  }
  const body = JSON.stringify(get((request.url ?? '').slice('/scim/v2/Users/'.length)));
  response.writeHead(200, { 'content-type': 'application/scim+json' }).end(body);
}).listen(Number(process.env.PORT), '127.0.0.1');
