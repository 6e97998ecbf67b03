import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { ProcessReadiness } from './process-readiness.ts';
import type { ReadinessSnapshot } from './readiness.ts';

export interface OpsRoutesOptions {
  readonly version: string;
  readonly readiness: Pick<ProcessReadiness, 'snapshot' | 'of'>;
  readonly metrics: Pick<Metrics, 'render' | 'contentType'>;
}

/**
 * The Fastify plugin of what machines ask. No bearer token: the answers hold names of checks, reasons and counts,
 * nobody's data (docs/configuration.md). None of them calls Qualtrics or the store.
 */
export async function opsRoutes(
  app: FastifyInstance,
  { version, readiness, metrics }: OpsRoutesOptions,
): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  app.get('/healthz', async () => ({ status: 'ok', version }));
  app.get('/readyz', async (_request, reply) => sendSnapshot(reply, readiness.snapshot()));
  app.get<{ Params: { connection: string } }>('/:connection/readyz', async (request, reply) => {
    const snapshot = readiness.of(request.params.connection);
    return snapshot ? sendSnapshot(reply, snapshot) : reply.callNotFound();
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}

function sendSnapshot(reply: FastifyReply, snapshot: ReadinessSnapshot): FastifyReply {
  return reply.code(snapshot.ready ? 200 : 503).send(snapshot);
}
