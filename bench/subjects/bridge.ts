import type { Databases, StoreKind } from '../population/databases.ts';
import { type Started, start } from '../processes.ts';
import { TOKEN } from '../scenarios.ts';
import type { Subject } from './subject.ts';

export const QUALTRICS_TOKEN = 'bench-qualtrics-token';

export interface BridgeSetup {
  readonly store: StoreKind;
  readonly users: number;
  /** On one database; more than one on PostgreSQL only. */
  readonly replicas: number;
}

/** The bridge as `npm start` starts it, in front of a Qualtrics that answers at once. */
export function bridge({ store, users, replicas }: BridgeSetup, databases: Databases): Subject {
  const several = replicas === 1 ? '' : `, ${replicas} replicas`;
  return {
    name: `bridge, ${store}${several}`,
    users,
    async start() {
      const upstream = await start({
        script: 'upstream.ts',
        args: [String(users)],
        core: 'load',
        readyAt: '/API/v3/whoami',
      });
      const database = await databases.copy(users);
      const servers: Started[] = [];
      for (let replica = 0; replica < replicas; replica += 1) {
        servers.push(await startBridge(upstream.origin, database.url));
      }
      return {
        servers,
        async stop() {
          for (const each of servers) await each.stop();
          await upstream.stop();
          await database.drop();
        },
      };
    },
  };
}

export function bridgeEnvironment(qualtrics: string, databaseUrl: string): Record<string, string> {
  return {
    SCIM_BEARER_TOKENS: TOKEN,
    QUALTRICS_BASE_URL: qualtrics,
    QUALTRICS_API_TOKEN: QUALTRICS_TOKEN,
    QUALTRICS_DEFAULT_USER_TYPE: 'UT_PARTICIPANT',
    QUALTRICS_RATE_LIMIT_PER_MINUTE: '1000000',
    // No listing in the middle of a measurement.
    SCIM_SYNC_INTERVAL_SECONDS: '86400',
    DATABASE_URL: databaseUrl,
  };
}

/** Those of `npm start`. */
export const START_FLAGS = ['--max-semi-space-size=4'];

/** `more`: variables beside those, or in their place. */
export function startBridge(
  qualtrics: string,
  databaseUrl: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Started> {
  return start({
    script: '../src/server.ts',
    flags: START_FLAGS,
    environment: { ...bridgeEnvironment(qualtrics, databaseUrl), ...more },
    core: 'servers',
    readyAt: '/readyz',
  });
}
