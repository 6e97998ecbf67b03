import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../../src/config/config.ts';
import { createLogger } from '../../src/ops/logger.ts';

/** A logger whose lines can be looked at, as objects and as the text that was written. */
export function capturedLogger(level: Config['logLevel'] = 'trace') {
  const written: string[] = [];
  const logger: FastifyBaseLogger = createLogger(level, { write: (line) => written.push(line) });
  return {
    logger,
    text: () => written.join(''),
    lines: (): Record<string, unknown>[] => written.map((line) => JSON.parse(line)),
  };
}
