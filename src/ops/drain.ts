import type { Server } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import { trackConnections } from './connections.ts';

export interface ShutdownOptions {
  readonly server: Server;
  /** Called at once: readiness goes red. */
  readonly onDrain: () => void;
  /** Stops listening and resolves when every request has its answer and every resource is let go, as `app.close()`. */
  readonly close: () => Promise<void>;
  /** How long that may take, in ms. */
  readonly graceMs: number;
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly exit: (code: number) => void;
}

/**
 * On SIGTERM or SIGINT: stop listening, let the requests under way finish, close, exit 0. After the grace period, or
 * at a second signal: exit 1, whatever is cut by it. Call it before the server listens.
 */
export function installShutdown({ server, onDrain, close, graceMs, logger, exit }: ShutdownOptions): void {
  const connections = trackConnections(server);
  let stopping = false;

  function giveUp(message: string): void {
    logger.error({ cut: connections.underWay() }, message);
    exit(1);
  }

  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (stopping) return giveUp('second signal, exiting without waiting');
    stopping = true;
    logger.info({ signal, count: connections.underWay(), seconds: graceMs / 1000 }, 'stopping');
    onDrain();
    setTimeout(giveUp, graceMs, 'grace period over, requests under way are cut');
    const closed = close();
    connections.drain();
    try {
      await closed;
      logger.info('stopped');
      exit(0);
    } catch (error) {
      logger.error(error, 'closing failed');
      exit(1);
    }
  }

  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
