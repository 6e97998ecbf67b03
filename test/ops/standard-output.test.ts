import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const LOGGER = fileURLToPath(new URL('../../src/ops/logger.ts', import.meta.url));

/** What a process writes that logs two lines and then ends as `end` says. */
function written(end: string): string[] {
  const script = `
    const { createLogger } = await import(${JSON.stringify(LOGGER)});
    const logger = createLogger('info');
    logger.info({ count: 1 }, 'first');
    logger.info({ count: 2 }, 'last');
    ${end}`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).msg);
}

for (const [how, end] of [
  ['exits at once', 'process.exit(0)'],
  ['fails', 'throw new Error("no")'],
  ['runs out of work', ''],
] as const) {
  t.test(`the last lines of a process that ${how} are out`, async (t) => {
    t.strictSame(written(end), ['first', 'last']);
  });
}
