import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `docker-compose`, on the engine of DOCKER_HOST; `environment` is what the files interpolate. Stdout, trimmed. */
export async function composeWith(
  environment: Record<string, string>,
  ...args: readonly string[]
): Promise<string> {
  const { stdout } = await run('docker-compose', args, { env: { ...process.env, ...environment } });
  return stdout.trim();
}
