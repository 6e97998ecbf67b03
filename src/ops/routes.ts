import type { FastifyInstance } from 'fastify';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

export interface OpsRoutesOptions {
  readonly version: string;
  readonly readiness: Pick<Readiness<never>, 'snapshot'>;
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
  app.get('/readyz', async (_request, reply) => {
    const snapshot = readiness.snapshot();
    return reply.code(snapshot.ready ? 200 : 503).send(snapshot);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
}
