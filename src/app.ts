/**
 * The composition root: everything that one process of the bridge is made of, except for the process itself.
 *
 *   config -> connections, each with its database -> /scim/v2, /{connection}/scim/v2 (bearer token)
 *                      \-> log, metrics, readiness -> /healthz, /readyz, /metrics
 */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { Config } from './config/config.ts';
import { createMetrics } from './ops/metrics.ts';
import { type ProcessReadiness, processReadiness } from './ops/process-readiness.ts';
import { RequestLog } from './ops/request-log.ts';
import { opsRoutes } from './ops/routes.ts';
import { traceUpstreamCalls, upstreamTraceOf } from './ops/upstream-trace.ts';
import { ProvisioningError } from './provisioning/provisioning-error.ts';
import { isLoopback } from './qualtrics/loopback.ts';
import { connectionOf } from './scim/caller.ts';
import { handleError } from './scim/error-response.ts';
import { isOfLeaver } from './scim/operation-of.ts';
import { attributePaths } from './scim/schema/attribute-paths.ts';
import { createGroupSchema } from './scim/schema/group-schema.ts';
import { createUserSchema } from './scim/schema/user-schema.ts';
import { scim } from './scim/scim.ts';
import { refuseUnknownRoutes } from './scim/unknown-route.ts';
import { answerUnreadable, refuseExpectation, refuseHostless } from './scim/unreadable-request.ts';
import { type ServedConnection, serveConnection } from './served-connection.ts';
import { openStore as openStoreOf } from './store/open-store.ts';
import type { Store } from './store/store.ts';

export interface AppParts {
  readonly logger: FastifyBaseLogger;
  /** The bridge's, for /healthz. */
  readonly version: string;
  /** By `databaseUrl`; throws StoreError. */
  readonly openStore?: (databaseUrl: string) => Promise<Store>;
}

export interface App {
  readonly server: FastifyInstance;
  readonly readiness: ProcessReadiness;
  /** Has the users of each connection listed, without waiting for the next time. */
  listNow(): void;
}

/**
 * Opens the databases; throws StoreError when none can be. Closing the server ends the connections and closes the
 * databases; the logger is the caller's.
 */
export async function buildApp(
  config: Config,
  { logger, version, openStore = openStoreOf }: AppParts,
): Promise<App> {
  const userSchema = createUserSchema();
  const groupSchema = createGroupSchema();
  const metrics = createMetrics([...attributePaths(userSchema), ...attributePaths(groupSchema)]);
  const connections = config.connections.map((each) => serveConnection(each, { logger, metrics, openStore }));
  await openAll(connections, logger);
  const readiness = processReadiness(new Map(connections.map((each) => [each.scim.name, each.readiness])));

  // Asked for when it listens, not later: the address is gone while the last requests are answered.
  let publicUrl = config.publicUrl ?? '';
  const server = Fastify({
    loggerInstance: logger,
    logController: new RequestLog(metrics, { connectionOf, isOfLeaver }),
    bodyLimit: config.bodyLimitBytes,
    genReqId: () => randomUUID(),
    frameworkErrors: handleError,
    // Headers and body together: a client that stalls does not keep its connection for ever.
    requestTimeout: 60_000,
    clientErrorHandler: answerUnreadable,
    // Told here, as a SCIM Error: see refuseHostless.
    http: { requireHostHeader: false },
    // Tenant URLs are pasted with a slash at their end, and IdPs put another one behind it.
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
  });
  server.server.on('checkExpectation', refuseExpectation);
  server.addHook('onRequest', refuseHostless);
  // Outside of /scim/v2 nobody sends a body, and one that is announced is not waited for.
  server.removeAllContentTypeParsers();
  server.setErrorHandler(handleError);
  refuseUnknownRoutes(server);
  traceUpstreamCalls(server);
  await server.register(opsRoutes, { version, readiness, metrics });
  const context = {
    connections: connections.map((each) => each.scim),
    userSchema,
    groupSchema,
    publicUrl: () => publicUrl,
    answerDeadlineMs: config.answerDeadlineMs,
  };
  for (const prefix of ['/scim/v2', '/:connection/scim/v2']) {
    await server.register((scope) => scim(scope, context), { prefix });
  }
  server.addHook('onError', async (request, _reply, error) => {
    const connection = connectionOf(request);
    if (connection === undefined) return;
    if (!(error instanceof ProvisioningError) || error.code !== 'store-unavailable') return;
    // Not at the next round: the load balancer has another replica, or ops has to hear of it.
    void connections.find(({ scim: { name } }) => name === connection)?.readiness.look('store');
    const { writes, requestIds: upstreamRequestIds } = upstreamTraceOf(request);
    if (writes === 0) return;
    metrics.unrecorded(connection);
    request.log.error({ connection, upstreamRequestIds }, 'a change in Qualtrics could not be recorded');
  });
  server.addHook('onListen', async () => {
    publicUrl ||= listeningUrl(server);
    if (config.publicUrl === undefined && !isLoopback(config.host)) {
      logger.warn({ address: publicUrl }, 'set SCIM_PUBLIC_URL: clients are told this address');
    }
    await Promise.all(connections.map((each) => each.start()));
  });
  server.addHook('onClose', async () => {
    await Promise.all(connections.map((each) => each.stop()));
  });
  return {
    server,
    readiness,
    listNow() {
      for (const each of connections) each.listNow();
    },
  };
}

/** The good ones go on without those whose database cannot be opened. */
async function openAll(connections: readonly ServedConnection[], logger: FastifyBaseLogger): Promise<void> {
  const failures = await Promise.all(
    connections.map(async ({ scim: { name }, open }) => {
      try {
        await open();
        return undefined;
      } catch (error) {
        return { connection: name, err: error };
      }
    }),
  );
  const failed = failures.filter((failure) => failure !== undefined);
  if (failed.length === connections.length) throw failed[0]?.err;
  for (const failure of failed) logger.error(failure, 'the database cannot be used; it is tried again');
}

/** Where SCIM_PUBLIC_URL is not set: the address that was bound, an IPv6 one in brackets. */
function listeningUrl(server: FastifyInstance): string {
  const { address, family, port } = server.server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
