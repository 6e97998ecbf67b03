import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const CONFIGURATION = new URL('../../docker/prometheus/prometheus.yml', import.meta.url);

/** A real Prometheus. */
export interface Prometheus {
  /** `path` from /api/v1 on; the `data` of the answer. Throws what Prometheus says when it does not take the query. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  ask(path: string, query?: Record<string, string>): Promise<any>;
}

/** With the configuration of docker/prometheus, but each second, of the bridge at `origin`. It ends with the test. */
export async function startPrometheus(t: Test, origin: string): Promise<Prometheus> {
  const folder = t.testdir();
  const rules = fileURLToPath(new URL('rules/*.yml', CONFIGURATION));
  const configuration = readFileSync(CONFIGURATION, 'utf8')
    .replaceAll('_interval: 15s', '_interval: 1s')
    .replace('rules/*.yml', rules)
    .replace('bridge:8080', new URL(origin).host);
  writeFileSync(`${folder}/prometheus.yml`, configuration);
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${address}`,
    ],
    { stdio: 'ignore' },
  );
  const closed = once(child, 'close');
  t.teardown(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  await until('Prometheus is ready', async () => {
    const answer = await fetch(`http://${address}/-/ready`).catch(() => undefined);
    return answer?.ok ?? false;
  });
  return {
    async ask(path, query = {}) {
      const answer = await fetch(`http://${address}/api/v1${path}?${new URLSearchParams(query)}`);
      const { data, error } = (await answer.json()) as { data?: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return data;
    },
  };
}
