import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { document, FILE, operations, tree } from './openapi-document.ts';
import { startBridge } from './support/bridge.ts';

/** Of no interest to a document: what every server answers, and a draft. */
const UNDOCUMENTED = ['HEAD', 'OPTIONS', 'TRACE', 'QUERY'];

const routes = new Set<string>();
// Fastify tells of each instance that is made, before it has a route.
subscribe('fastify.initialization', (message) => {
  const { fastify } = message as { fastify: FastifyInstance };
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) {
      if (!UNDOCUMENTED.includes(each)) routes.add(`${each} ${url.replace(/:(\w+)/g, '{$1}')}`);
    }
  });
});

t.test('openapi.yaml is valid OpenAPI 3.1 and of the version of the package', async (t) => {
  const { valid, errors } = await new Validator().validate(fileURLToPath(FILE));
  t.ok(valid, 'valid', { errors });
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  t.equal(tree(document.info).version, version);
});

t.test('every route is in it, and nothing that is no route', async (t) => {
  await startBridge(t);
  const ofOneConnection = [...routes].filter((route) => route.includes(' /{connection}/'));
  t.strictSame(
    [...routes].filter((route) => !ofOneConnection.includes(route)).sort(),
    operations.map(({ name }) => name).sort(),
  );
  t.strictSame(
    ofOneConnection.map((route) => route.replace('/{connection}', '')).sort(),
    operations
      .map(({ name }) => name)
      .filter((name) => !/(healthz|metrics)$/.test(name))
      .sort(),
    'the second server has all but what is of the process',
  );
});

t.test('its User and Group have the attributes of /Schemas', async (t) => {
  const bridge = await startBridge(t);
  const { body } = await bridge.scim('GET', '/Schemas');
  const { User, Group } = tree(tree(document.components).schemas);
  const user = tree(tree(User).properties);
  const documented = new Map([
    ['urn:ietf:params:scim:schemas:core:2.0:User', user],
    ['urn:ietf:params:scim:schemas:core:2.0:Group', tree(tree(Group).properties)],
  ]);
  const common = ['schemas', 'id', 'externalId', 'meta'];
  for (const { id, attributes } of body.Resources) {
    const properties = documented.get(id) ?? tree(tree(user[id]).properties);
    const names = Object.keys(properties).filter(
      (name) => !common.includes(name) && !name.startsWith('urn:'),
    );
    t.strictSame(
      names,
      attributes.map(({ name }: { name: string }) => name),
      id,
    );
  }
});
