import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What .ci/run and docker/compose.yaml call the image. */
export const IMAGE = 'qualtrics-scim-bridge';

/** The client of the engine that DOCKER_HOST names: stdout, trimmed. Rejects with the exit code and both streams. */
export async function docker(...args: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', args, { maxBuffer: 16 * 1024 * 1024 });
  return stdout.trim();
}

/** The same with `input` on the container's standard input. */
export async function dockerWith(input: string, ...args: readonly string[]): Promise<string> {
  const running = run('docker', args);
  running.child.stdin?.end(input);
  return (await running).stdout.trim();
}

/** One value of `docker inspect`, as its template prints it. */
export function inspect(name: string, template: string): Promise<string> {
  return docker('inspect', '--format', template, name);
}

/** `starting`, `healthy` or `unhealthy`, as the engine itself found. */
export function health(container: string): Promise<string> {
  return inspect(container, '{{.State.Health.Status}}');
}

/** The last lines of both streams of a container. */
export async function logs(container: string): Promise<string> {
  const { stdout, stderr } = await run('docker', ['logs', '--tail', '30', container]);
  return stdout + stderr;
}
