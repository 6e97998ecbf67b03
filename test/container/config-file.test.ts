import { chmod, mkdir, writeFile } from 'node:fs/promises';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { docker, IMAGE } from './docker.ts';
import { eventually } from './eventually.ts';
import { HARDENED, startPod, volumeFor } from './pod.ts';

// Several brands from a mounted file, with the secrets in files beside it, as docker/README.md has it.

t.setTimeout(300_000);

const qualtrics = {
  baseUrl: 'http://127.0.0.1:8181',
  apiTokenFile: '/secrets/qualtrics',
  defaultUserType: 'UT_PARTICIPANT',
};
const FILE = {
  connections: {
    acme: { scim: { bearerTokensFile: '/secrets/acme' }, qualtrics },
    'acme-emea': { scim: { bearerTokensFile: '/secrets/acme-emea' }, qualtrics },
  },
};

/** Options of `docker run`, and the folder of the secrets. */
async function mounted(t: Test, file: object): Promise<{ settings: string[]; secrets: string }> {
  const [config, secrets] = [`${t.testdir({})}/config`, `${t.testdirName}/secrets`];
  await mkdir(config);
  await mkdir(secrets);
  await writeFile(`${config}/bridge.yaml`, stringify(file));
  await writeFile(`${secrets}/qualtrics`, 'sandbox-token\n');
  await writeFile(`${secrets}/acme`, 'bearer-token-of-the-pod\n');
  await writeFile(`${secrets}/acme-emea`, 'another-bearer-token\n');
  for (const path of [config, secrets]) await chmod(path, 0o755);
  const volumes = ['--volume', `${config}:/config:ro`, '--volume', `${secrets}:/secrets:ro`];
  return { settings: [...volumes, '--env', 'CONFIG_FILE=/config/bridge.yaml'], secrets };
}

t.test('each connection has its path, its token and its database in the volume', async (t) => {
  const pod = await startPod(t);
  const { settings, secrets } = await mounted(t, FILE);
  const bridge = await pod.startBridge(volumeFor(t), settings);
  const isReady = async () => (await pod.bridge('GET', '/acme/readyz')).status === 200;
  await eventually('it is ready', 20, isReady);
  const list = async (path: string) => (await pod.bridge('GET', `${path}/Users?count=1`)).status;
  t.equal(await list('/acme/scim/v2'), 200);
  t.equal(await list('/scim/v2'), 200);
  t.equal(await list('/acme-emea/scim/v2'), 401, 'the token of another connection');
  const databases = 'fs.readdirSync("/data").filter((name) => name.endsWith(".db")).sort().join(" ")';
  t.equal(await docker('exec', bridge, 'node', '-p', databases), 'acme-emea.db acme.db');
  const write = 'fs.writeFileSync("/config/bridge.yaml", "")';
  await t.rejects(docker('exec', bridge, 'node', '-e', write), { message: /EROFS/ });

  await writeFile(`${secrets}/acme`, 'the-next-bearer-token');
  await eventually('the secret is read again', 20, async () => (await list('/acme/scim/v2')) === 401);
});

t.test('a wrong file ends the container with 78, and each problem has its key', async (t) => {
  const wrong = {
    connections: { acme: { scim: { bearerTokens: 'short' }, qualtrics: { baseUrl: 'ftp://x' } } },
  };
  const { settings } = await mounted(t, wrong);
  const ended: unknown = await docker('run', '--rm', ...HARDENED, ...settings, IMAGE).catch((error) => error);
  for (const key of ['scim.bearerTokens', 'qualtrics.baseUrl']) t.match(ended, { code: 78, stderr: key });
});
