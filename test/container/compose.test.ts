import { randomUUID } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import * as z from 'zod';
import { freePort } from '../support/free-port.ts';
import { composeWith } from './compose.ts';
import { eventually } from './eventually.ts';
import { untilHealthy } from './pod.ts';

// docker/compose.yaml as people run it; docker-compose 1.29, the oldest that is promised, runs it here.

t.setTimeout(300_000);

const FILE = 'docker/compose.yaml';
const PROFILE = ['--file', FILE, '--profile', 'sandbox'];
const composeSchema = z.object({ services: z.record(z.string(), z.record(z.string(), z.unknown())) });
const settingsSchema = z.object({ SCIM_BEARER_TOKENS: z.string() });
const { services } = await readServices(FILE);

const compose = (environment: Record<string, string>, ...args: readonly string[]) =>
  composeWith({ BRIDGE_ENV: 'sandbox.env', ...environment }, ...PROFILE, ...args);

async function readServices(file: string) {
  return composeSchema.parse(parse(await readFile(file, 'utf8'), { merge: true }));
}

t.test('every bridge and sandbox is hardened', async (t) => {
  const replicas = (await readServices('docker/compose.replicas.yaml')).services;
  t.same(Object.keys(services), ['bridge', 'sandbox', 'prometheus', 'grafana']);
  t.same(Object.keys(replicas), ['bridge-1', 'bridge-2', 'proxy', 'postgres']);
  t.match(replicas.proxy?.ports, [/^127\.0\.0\.1:/]);
  t.match(replicas, { 'bridge-1': { ports: undefined }, postgres: { ports: undefined } });
  const { proxy: _proxy, postgres: _postgres, ...bridges } = replicas;
  const { prometheus, grafana, ...ours } = services;
  for (const service of [prometheus, grafana])
    t.match(service, {
      profiles: ['monitoring'],
      read_only: true,
      cap_drop: ['ALL'],
      ports: [/^127\.0\.0\.1:/],
    });
  for (const [name, service] of Object.entries({ ...ours, ...bridges })) {
    const expected = {
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '256m',
      pids_limit: 128,
    };
    t.match(service, expected, name);
    t.notOk(service.privileged, `${name} is not privileged`);
  }
});

t.test('the bridge is published on loopback only, and the sandbox not at all', async (t) => {
  t.match(services.bridge?.ports, [/^127\.0\.0\.1:/]);
  t.match(services.sandbox, { ports: undefined, network_mode: 'service:bridge' });
});

t.test('what Prometheus and Grafana are given is there', async (t) => {
  const volumes = z.array(z.string());
  const given = [services.prometheus, services.grafana].flatMap((each) => volumes.parse(each?.volumes));
  const paths = given.filter((each) => each.startsWith('./')).map((each) => each.split(':')[0] ?? '');
  t.equal(paths.length, 3);
  for (const path of paths) await t.resolves(access(join('docker', path)), path);
});

t.test('without bridge.env compose says so, and the profiles are valid', async (t) => {
  await t.rejects(compose({ BRIDGE_ENV: 'missing.env' }, 'config', '--quiet'), { message: /missing\.env/ });
  t.equal(await compose({}, 'config', '--quiet'), '');
  t.equal(await compose({}, '--profile', 'monitoring', 'config', '--quiet'), '');
});

t.test('the profile brings a ready bridge with the people of the sandbox', async (t) => {
  const project = `bridge-${randomUUID()}`;
  const environment = { COMPOSE_PROJECT_NAME: project, BRIDGE_PORT: String(await freePort()) };
  t.teardown(() => compose(environment, 'down', '--volumes'));
  await compose(environment, 'up', '--detach', '--no-build');
  for (const service of ['bridge', 'sandbox']) {
    await untilHealthy(await compose(environment, 'ps', '--quiet', service));
  }
  const origin = `http://127.0.0.1:${environment.BRIDGE_PORT}`;
  await eventually('the bridge is ready', 20, async () => (await fetch(`${origin}/readyz`)).ok);
  const text = await readFile('docker/sandbox.env', 'utf8');
  const settings = settingsSchema.parse(Object.fromEntries(text.split('\n').map((line) => line.split('='))));
  const headers = { authorization: `Bearer ${settings.SCIM_BEARER_TOKENS}` };
  const users = await fetch(`${origin}/scim/v2/Users`, { headers });
  t.match(await users.json(), { totalResults: 51 }, 'the generated people and the owner of the API token');
});
