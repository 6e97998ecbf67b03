import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import { docker, health, IMAGE, inspect, logs } from './docker.ts';
import { eventually } from './eventually.ts';

/** The restrictions of docker/compose.yaml. */
export const HARDENED = [
  '--read-only',
  ...['--tmpfs', '/tmp'],
  ...['--cap-drop', 'ALL'],
  ...['--security-opt', 'no-new-privileges'],
  ...['--memory', '256m'],
  ...['--pids-limit', '128'],
];
/** The image's own health check, asked more often than in production. */
const QUICK_HEALTH = ['--health-interval', '1s'];

const SETTINGS = {
  SCIM_BEARER_TOKENS: 'bearer-token-of-the-pod',
  QUALTRICS_BASE_URL: 'http://127.0.0.1:8181',
  QUALTRICS_API_TOKEN: 'sandbox-token',
  QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
};
/** What `docker run` gives a bridge that is configured by variables. */
export const VARIABLES = Object.entries(SETTINGS).flatMap(([key, value]) => ['--env', `${key}=${value}`]);

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Ask = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** A sandbox with one bridge after another on its loopback, all from the image; removed when the test ends. */
export interface Pod {
  /**
   * Starts a bridge that keeps its data in `volume`, waits until it is healthy, returns the container's name. `settings`
   * are options of `docker run`; one of its bearer tokens has to be that of VARIABLES.
   */
  startBridge(volume: string, settings?: readonly string[]): Promise<string>;
  /** Asks the running bridge, as the IdP. */
  readonly bridge: Ask;
  /** Asks the sandbox. */
  readonly sandbox: Ask;
}

export async function startPod(t: Test): Promise<Pod> {
  const sandbox = `sandbox-${randomUUID()}`;
  await docker('network', 'create', sandbox);
  t.teardown(() => docker('network', 'rm', sandbox));
  t.teardown(() => docker('rm', '--force', '--volumes', sandbox));
  const network = ['--network', sandbox, '--publish', '127.0.0.1::8080', '--publish', '127.0.0.1::8181'];
  const sandboxCommand = ['node', 'src/cli/sandbox.ts', '--users', '50', '--port', '8181'];
  await docker('run', '--detach', '--name', sandbox, ...HARDENED, ...network, IMAGE, ...sandboxCommand);
  const origin = async (port: number) => `http://${await docker('port', sandbox, `${port}/tcp`)}`;

  return {
    async startBridge(volume, settings = VARIABLES) {
      const name = `bridge-${randomUUID()}`;
      t.teardown(() => docker('rm', '--force', '--volumes', name));
      const place = ['--network', `container:${sandbox}`, '--volume', `${volume}:/data`];
      const options = ['--name', name, ...HARDENED, ...QUICK_HEALTH, ...place, ...settings];
      await docker('run', '--detach', ...options, IMAGE);
      await untilHealthy(name);
      return name;
    },
    bridge: askWith(await origin(8080), { authorization: `Bearer ${SETTINGS.SCIM_BEARER_TOKENS}` }),
    sandbox: askWith(await origin(8181), { 'x-api-token': SETTINGS.QUALTRICS_API_TOKEN }),
  };
}

/** Waits for the engine itself to find the container healthy. Throws the log of one that ended instead. */
export async function untilHealthy(container: string): Promise<void> {
  await eventually('healthy', 20, async () => {
    if ((await inspect(container, '{{.State.Running}}')) === 'false') throw new Error(await logs(container));
    return (await health(container)) === 'healthy';
  });
}

/** A volume that is removed after the test, and after the containers that use it. */
export function volumeFor(t: Test): string {
  const volume = `data-${randomUUID()}`;
  t.teardown(() => docker('volume', 'rm', '--force', volume));
  return volume;
}

/** JSON both ways, with these headers. */
export function askWith(origin: string, headers: Record<string, string>): Ask {
  return async (method, path, body) => {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = { 'content-type': path.startsWith('/scim/') ? 'application/scim+json' : 'application/json' };
    const answer = await fetch(origin + path, { method, headers: { ...headers, ...type }, ...json });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
}
