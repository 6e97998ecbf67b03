// A service of its own process for drain.test.ts. Its parent says over IPC when a slow request may have its answer,
// and hears what happens in which order.
import { type FastifyBaseLogger, fastify } from 'fastify';
import { installShutdown } from '../../src/ops/drain.ts';
import { createLogger } from '../../src/ops/logger.ts';

const tell = (event: string) => process.send?.(event);
const released = new Promise((resolve) => process.once('message', resolve));
const logger: FastifyBaseLogger = createLogger('info');
const app = fastify({ loggerInstance: logger, keepAliveTimeout: 60_000 });

app.get('/quick', async () => 'quick');
app.get('/slow', async () => {
  tell('slow request arrived');
  await released;
  return 'slow';
});
app.get('/streaming', (_request, reply) => {
  reply.raw.write('first');
  tell('streaming began');
  released.then(() => reply.raw.end('last'));
});
app.addHook('onClose', async () => {
  tell('resources let go');
});

installShutdown({
  server: app.server,
  onDrain: () => tell('draining'),
  close: () => app.close(),
  graceMs: Number(process.argv[2]),
  logger,
  exit: (code) => process.exit(code),
});
tell(await app.listen({ port: 0 }));
