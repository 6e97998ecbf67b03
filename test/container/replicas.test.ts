import { randomUUID } from 'node:crypto';
import t, { type Test } from 'tap';
import * as z from 'zod';
import { freePort } from '../support/free-port.ts';
import { composeWith } from './compose.ts';
import { docker } from './docker.ts';
import { eventually } from './eventually.ts';
import { type Answer, askWith, untilHealthy } from './pod.ts';

// docker/compose.replicas.yaml: two bridges on one PostgreSQL behind HAProxy. .ci/run gets their images.

t.setTimeout(300_000);

const FILES = ['--project-directory', 'docker'].concat(
  ['docker/compose.replicas.yaml', 'test/container/replicas.sandbox.yaml'].flatMap((file) => [
    '--file',
    file,
  ]),
);
const PEOPLE = 40;
/** Requests at the same time. */
const WORKERS = 4;
const created = z.object({ id: z.string() });
const LEAVE = { Operations: [{ op: 'replace', path: 'active', value: false }] };

const person = (n: number) => ({
  userName: `person-${n}@example.com`,
  name: { givenName: 'Person', familyName: `${n}` },
});

async function startReplicas(t: Test) {
  const environment = {
    COMPOSE_PROJECT_NAME: `bridge-${randomUUID()}`,
    BRIDGE_ENV: 'sandbox.env',
    POSTGRES_PASSWORD: 'password-of-the-test',
    BRIDGE_PORT: String(await freePort()),
    SANDBOX_PORT: String(await freePort()),
  };
  const compose = (...args: readonly string[]) => composeWith(environment, ...FILES, ...args);
  t.teardown(() => compose('down', '--volumes', '--timeout', '1'));
  await compose('up', '--detach', '--no-build');
  const bridges = [await compose('ps', '--quiet', 'bridge-1'), await compose('ps', '--quiet', 'bridge-2')];
  for (const bridge of bridges) await untilHealthy(bridge);
  const authorization = 'Bearer bearer-token-of-the-sandbox';
  const bridge = askWith(`http://127.0.0.1:${environment.BRIDGE_PORT}`, { authorization });
  const sandbox = askWith(`http://127.0.0.1:${environment.SANDBOX_PORT}`, { 'x-api-token': 'sandbox-token' });
  await eventually('the proxy has a ready bridge', 30, async () => {
    return (await bridge('GET', '/readyz')).status === 200;
  });
  return { compose, bridges, bridge, sandbox };
}

/** Does `work` with each of them, some at a time. */
async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
}

t.test('a replica is killed while requests go on: nobody is lost, and it comes back', async (t) => {
  const { compose, bridges, bridge, sandbox } = await startReplicas(t);
  const ids: string[] = [];
  await forEach(
    Array.from({ length: PEOPLE }, (_, n) => n),
    async (n) => {
      const { status, body } = await bridge('POST', '/scim/v2/Users', person(n));
      t.equal(status, 201);
      ids.push(created.parse(body).id);
    },
  );
  for (const name of bridges) t.match(await docker('logs', name), /"msg":"request"/, 'each has a share');

  let left = 0;
  const refused: (Answer | 'closed')[] = [];
  const leaving = forEach(ids, async (id) => {
    // As an IdP does, again until it is done.
    for (let isDone = false; !isDone; ) {
      const answer = await bridge('PATCH', `/scim/v2/Users/${id}`, LEAVE).catch(() => 'closed' as const);
      isDone = answer !== 'closed' && answer.status === 200;
      if (!isDone) refused.push(answer);
    }
    left += 1;
  });
  await eventually('some have left', 30, () => left >= PEOPLE / 4);
  await docker('kill', bridges[0] ?? '');
  t.ok(left < PEOPLE, 'others have not');
  await leaving;
  t.ok(refused.length <= WORKERS, `no more are refused than were under way: ${refused.length}`);
  for (const answer of refused) {
    if (answer !== 'closed') t.match(answer, { status: 502, body: { status: '502' } });
  }
  for (const id of ids) {
    const { body } = await sandbox('GET', `/API/v3/users/${id}`);
    t.match(body, { result: { accountStatus: 'disabled' } });
  }

  const audit = await compose('exec', '-T', 'bridge-2', 'node', 'src/cli/audit.ts', '--since', '1h');
  t.equal(audit.match(/deactivate/g)?.length, PEOPLE, 'whichever replica did it');
  await docker('start', bridges[0] ?? '');
  await untilHealthy(bridges[0] ?? '');
});

t.test('a dump of the database is restored beside the new container', async (t) => {
  const { compose, bridge } = await startReplicas(t);
  const user = { ...person(1), externalId: 'hr-1' };
  const { id } = created.parse((await bridge('POST', '/scim/v2/Users', user)).body);
  const postgres = (...args: readonly string[]) => compose('exec', '-T', 'postgres', ...args);
  await postgres('pg_dump', '-U', 'bridge', '--format=custom', '--file=/tmp/bridge.dump', 'bridge');
  await bridge('DELETE', `/scim/v2/Users/${id}`);
  await compose('stop', 'bridge-1', 'bridge-2');
  await postgres('dropdb', '-U', 'bridge', 'bridge');
  await postgres('createdb', '-U', 'bridge', 'bridge');
  await postgres('pg_restore', '-U', 'bridge', '--dbname=bridge', '/tmp/bridge.dump');
  await compose('up', '--detach', '--no-build');
  // They are in the network of containers that have ended.
  await compose('restart', '--timeout', '1', 'loopback-1', 'loopback-2');
  await eventually('the proxy has a bridge again', 40, async () => {
    return (await bridge('GET', `/scim/v2/Users/${id}`)).status === 200;
  });
  t.match(await bridge('GET', `/scim/v2/Users/${id}`), { body: { externalId: user.externalId } });
});
