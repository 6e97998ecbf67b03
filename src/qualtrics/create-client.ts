/*
 * One call's way:
 *
 *   users, divisions, groups,
 *   whoami                     what to ask, how to read the record     (records-wire, writable, paging)
 *     -> call                  tries a GET again, reports every try    (retry, call-event)
 *       -> attempt             waits for its turn, adds the credential (gate, credentials, oauth),
 *                              or answers at once while Qualtrics is down (breaker)
 *         -> http              one exchange with a total deadline
 *         -> answer            the envelope, or a QualtricsError       (envelope, classify)
 */
import { createAttempt } from './attempt.ts';
import { originOf } from './base-url.ts';
import { type Circuit, createBreaker } from './breaker.ts';
import { createCall } from './call.ts';
import type { OnCall } from './call-event.ts';
import type { QualtricsClient } from './client.ts';
import { createTokenCredentials, type OnRotation, type Secret } from './credentials.ts';
import { createDivisions } from './divisions.ts';
import { createGate } from './gate.ts';
import { createGroups } from './groups.ts';
import { createHttp } from './http.ts';
import { createOAuthCredentials, type OAuthClient } from './oauth.ts';
import { proveToken } from './prove-token.ts';
import type { Whoami } from './records.ts';
import type { PaceRecord } from './shared-pace.ts';
import { createUsers } from './users.ts';
import { createWhoami } from './whoami.ts';
import type { WriteOptions } from './writable.ts';

export interface ClientSettings extends Partial<WriteOptions> {
  /** The datacenter's or organization's host, with or without /API/v3; http only for loopback. */
  readonly baseUrl: string;
  readonly credentials:
    | { readonly kind: 'token'; readonly token: Secret }
    | ({ readonly kind: 'oauth' } & OAuthClient);
  readonly rateLimitPerMinute: number;
  readonly concurrency: number;
  /** Where paces are kept, by name, when other processes call the brand too; the rate limit is then that of all together. */
  readonly paceRecord?: ((name: string) => PaceRecord) | undefined;
  /** The total deadline of one exchange, in ms. Waiting for a turn is not in it; the caller's signal bounds that. */
  readonly timeoutMs?: number;
  /** The first wait before a GET is tried again, in ms; doubled each time, jittered. */
  readonly retryDelayMs?: number;
  readonly onCall?: OnCall;
  /** Qualtrics is down, or back. Must not throw. */
  readonly onCircuit?: ((circuit: Circuit) => void) | undefined;
  /** Whether that owner of a new API token is of the right brand, before it is used. */
  readonly isOurs?: ((whoami: Whoami) => Promise<boolean>) | undefined;
  /** The secret was replaced while the process runs. */
  readonly onRotation?: OnRotation | undefined;
  /** The breaker's clock, in ms; it never goes back. */
  readonly now?: () => number;
}

/** A client of one brand. Throws a plain Error for a base URL that it must not call. */
export function createQualtricsClient(settings: ClientSettings): QualtricsClient {
  const {
    credentials: configured,
    onCall = () => {},
    onCircuit = () => {},
    onRotation = () => {},
    isOurs = async () => true,
  } = settings;
  const http = createHttp({
    origin: originOf(settings.baseUrl),
    connections: settings.concurrency,
    timeoutMs: settings.timeoutMs ?? 10_000,
  });
  const gate = createGate({
    ratePerMinute: settings.rateLimitPerMinute,
    concurrency: settings.concurrency,
    paceRecord: settings.paceRecord,
  });
  const breaker = createBreaker((circuit) => {
    // Who waits in the queue gets an answer at once too.
    if (circuit.open) gate.clear();
    onCircuit(circuit);
  }, settings.now);
  const credentials =
    configured.kind === 'token'
      ? createTokenCredentials(configured.token, {
          prove: async (header) => await isOurs(await proveToken(http, header)),
          onRotation,
        })
      : createOAuthCredentials(configured, http, onCall, Date.now, onRotation);
  const writeOptions: WriteOptions = {
    statusField: settings.statusField ?? 'status',
    permissions: settings.permissions ?? 'overrides',
    emailWritable: settings.emailWritable ?? true,
  };
  const call = createCall(
    createAttempt({ http, gate, credentials, breaker }),
    onCall,
    settings.retryDelayMs ?? 250,
  );

  return {
    whoami: createWhoami(call),
    users: createUsers(call, writeOptions),
    divisions: createDivisions(call),
    groups: createGroups(call),
    state: () => ({ circuit: breaker.circuit(), limiter: gate.state() }),
    async close() {
      gate.close();
      await http.close();
    },
  };
}
