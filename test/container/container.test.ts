import t from 'tap';
import * as z from 'zod';
import { docker, inspect } from './docker.ts';
import { eventually } from './eventually.ts';
import { startPod, untilHealthy, volumeFor } from './pod.ts';

// The bridge in its image on a real engine: .ci/run starts one, builds the image and sets DOCKER_HOST.

t.setTimeout(300_000);

const created = z.object({ id: z.string() });
const callsSchema = z.array(z.object({ method: z.string(), path: z.string() }));
const ada = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'ada@example.com',
  externalId: 'hr-1815',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ value: 'ada@example.com', primary: true }],
  active: true,
};
const deactivate = {
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op: 'replace', path: 'active', value: false }],
};

t.test('the bridge runs as nobody special, on a root file system that nobody can write to', async (t) => {
  const pod = await startPod(t);
  const bridge = await pod.startBridge(volumeFor(t));
  const inside = (expression: string) => docker('exec', bridge, 'node', '-p', expression);
  t.equal(await inside('process.getuid()'), '1000');
  t.equal(
    await inside('fs.readFileSync("/proc/1/cmdline", "utf8").split("\\0").join(" ").trim()'),
    'node --max-semi-space-size=4 src/server.ts',
  );
  const status = await inside('fs.readFileSync("/proc/1/status", "utf8")');
  t.match(status, /^CapBnd:\s+0+$/m);
  t.match(status, /^NoNewPrivs:\s+1$/m);
  t.match(status, /^Seccomp:\s+2$/m);
  const write = (path: string) => `fs.writeFileSync("${path}", "x")`;
  await t.rejects(docker('exec', '--user', '0', bridge, 'node', '-e', write('/app/x')), { message: /EROFS/ });
  t.equal(await docker('exec', bridge, 'node', '-e', write('/data/x')), '');
});

t.test('a user is created and disabled in Qualtrics through the container', async (t) => {
  const pod = await startPod(t);
  await pod.startBridge(volumeFor(t));
  await eventually(
    'the bridge is ready',
    20,
    async () => (await pod.bridge('GET', '/readyz')).status === 200,
  );
  const post = await pod.bridge('POST', '/scim/v2/Users', ada);
  t.match(post, { status: 201, body: { userName: ada.userName, externalId: ada.externalId, active: true } });
  const { id } = created.parse(post.body);
  const account = () => pod.sandbox('GET', `/API/v3/users/${id}`);
  t.match(await account(), { body: { result: { username: ada.userName, accountStatus: 'active' } } });
  const patch = await pod.bridge('PATCH', `/scim/v2/Users/${id}`, deactivate);
  t.match(patch, { status: 200, body: { active: false } });
  t.match(await account(), {
    body: { result: { accountStatus: 'disabled', firstName: 'Ada', lastName: 'Lovelace' } },
  });
});

t.test(
  'what Qualtrics cannot hold is on the volume: it survives a restart and a new container',
  async (t) => {
    const pod = await startPod(t);
    const volume = volumeFor(t);
    const first = await pod.startBridge(volume);
    const { id } = created.parse((await pod.bridge('POST', '/scim/v2/Users', ada)).body);
    const read = () => pod.bridge('GET', `/scim/v2/Users/${id}`);
    await docker('restart', first);
    await untilHealthy(first);
    t.match(await read(), { status: 200, body: { externalId: ada.externalId } });
    await docker('rm', '--force', first);
    const second = await pod.startBridge(volume);
    t.match(await read(), { status: 200, body: { externalId: ada.externalId } });
    await docker('rm', '--force', second);
    await pod.startBridge(volumeFor(t));
    const forgotten = await read();
    t.match(forgotten, { status: 200, body: { userName: ada.userName } });
    t.notMatch(forgotten, { body: { externalId: ada.externalId } }, 'another volume does not know it');
  },
);

t.test('docker stop during a slow request lets it finish, and the bridge exits with 0', async (t) => {
  const pod = await startPod(t);
  const bridge = await pod.startBridge(volumeFor(t));
  const { id } = created.parse((await pod.bridge('POST', '/scim/v2/Users', ada)).body);
  const path = `/API/v3/users/${id}`;
  await pod.sandbox('PATCH', '/sandbox/options', { latencyMs: 2000 });
  const patch = pod.bridge('PATCH', `/scim/v2/Users/${id}`, deactivate);
  await eventually('the write is under way at Qualtrics', 10, async () => {
    const { body } = await pod.sandbox('GET', '/sandbox/calls');
    return callsSchema.parse(body).some((call) => call.method === 'PUT' && call.path === path);
  });
  await docker('stop', bridge);
  t.match(await patch, { status: 200, body: { active: false } });
  t.equal(await inspect(bridge, '{{.State.ExitCode}}'), '0');
  t.match(await pod.sandbox('GET', path), { body: { result: { accountStatus: 'disabled' } } });
});
