/**
 * The composition root: everything that one process of the bridge is made of, except for the process itself.
 *
 *   config, store -> connection -> /scim/v2 (bearer token)
 *                      \-> log, metrics, readiness -> /healthz, /readyz, /metrics
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Config } from './config/config.ts';
import { openConnection } from './connection.ts';
import { connectionEvents } from './connection-events.ts';
import { createMetrics } from './ops/metrics.ts';
import { createReadiness, type Readiness } from './ops/readiness.ts';
import { RequestLog } from './ops/request-log.ts';
import { opsRoutes } from './ops/routes.ts';
import { traceUpstreamCalls } from './ops/upstream-trace.ts';
import { ProvisioningError } from './provisioning/provisioning-error.ts';
import { type CheckName, readinessChecks } from './readiness-checks.ts';
import { handleError, handleNotFound } from './scim/error-response.ts';
import { attributePaths } from './scim/schema/attribute-paths.ts';
import { createGroupSchema } from './scim/schema/group-schema.ts';
import { createUserSchema } from './scim/schema/user-schema.ts';
import { scim } from './scim/scim.ts';
import { answerUnreadable } from './scim/unreadable-request.ts';
import type { Store } from './store/store.ts';

export interface AppParts {
  readonly store: Store;
  readonly logger: FastifyBaseLogger;
  /** The bridge's, for /healthz. */
  readonly version: string;
}

export interface App {
  readonly server: FastifyInstance;
  readonly readiness: Readiness<CheckName>;
}

/** Closing the server ends the connection to Qualtrics; store and logger are the caller's. */
export async function buildApp(config: Config, { store, logger, version }: AppParts): Promise<App> {
  const userSchema = createUserSchema();
  const groupSchema = createGroupSchema();
  const metrics = createMetrics([...attributePaths(userSchema), ...attributePaths(groupSchema)]);
  const [first] = config.connections;
  const connection = openConnection(
    first,
    store.connection(first.name),
    connectionEvents(first.name, { logger, metrics, readiness: () => readiness }),
  );
  metrics.watch(connection.upstream);
  const readiness = createReadiness(readinessChecks(store, connection, tellBetterHost(logger)), {
    onChange(check, state) {
      metrics.check(check, state.ok);
      if (state.ok) logger.info({ check, ok: true }, 'check is good');
      else logger.warn({ check, ok: false, reason: state.reason }, 'check is bad');
    },
  });

  // Asked for when it listens, not later: the address is gone while the last requests are answered.
  let publicUrl = config.publicUrl ?? '';
  const server = Fastify({
    loggerInstance: logger,
    logController: new RequestLog(metrics),
    bodyLimit: config.bodyLimitBytes,
    genReqId: () => randomUUID(),
    frameworkErrors: handleError,
    // Headers and body together: a client that stalls does not keep its connection for ever.
    requestTimeout: 60_000,
    clientErrorHandler: answerUnreadable,
  });
  // Outside of /scim/v2 nobody sends a body, and one that is announced is not waited for.
  server.removeAllContentTypeParsers();
  server.setErrorHandler(handleError);
  server.setNotFoundHandler(handleNotFound);
  traceUpstreamCalls(server);
  await server.register(opsRoutes, { version, readiness, metrics });
  await server.register(
    (scope) =>
      scim(scope, {
        users: connection.users,
        groups: connection.groups,
        userSchema,
        groupSchema,
        baseUrl: () => `${publicUrl}/scim/v2`,
        bearerTokens: first.bearerTokens,
        answerDeadlineMs: config.answerDeadlineMs,
        observed: { ignored: metrics.ignored, dropped: metrics.dropped, repaired: metrics.repair },
      }),
    { prefix: '/scim/v2' },
  );
  server.addHook('onError', async (_request, _reply, error) => {
    // Not at the next round: the load balancer has another replica, or ops has to hear of it.
    if (error instanceof ProvisioningError && error.code === 'store-unavailable')
      void readiness.look('store');
  });
  server.addHook('onListen', async () => {
    publicUrl ||= listeningUrl(server);
    if (config.publicUrl === undefined && !isLoopback(config.host)) {
      logger.warn({ address: publicUrl }, 'set SCIM_PUBLIC_URL: clients are told this address');
    }
    await connection.start();
    await readiness.start();
  });
  server.addHook('onClose', async () => {
    readiness.stop();
    await connection.stop();
  });
  return { server, readiness };
}

function isLoopback(host: string): boolean {
  return host === '::1' || host.startsWith('127.');
}

/** Where SCIM_PUBLIC_URL is not set: the address that was bound, an IPv6 one in brackets. */
function listeningUrl(server: FastifyInstance): string {
  const { address, family, port } = server.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

/** Once: it comes with each answer. */
function tellBetterHost(logger: FastifyBaseLogger): (host: string) => void {
  let told = false;
  return (host) => {
    if (!told)
      logger.warn({ address: host }, 'Qualtrics asks to be called at another host: set QUALTRICS_BASE_URL');
    told = true;
  };
}
