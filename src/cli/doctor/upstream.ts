import type { ConnectionConfig } from '../../config/config.ts';
import { createAttempt } from '../../qualtrics/attempt.ts';
import { type Call, createCall } from '../../qualtrics/call.ts';
import type { QualtricsClient } from '../../qualtrics/client.ts';
import { createTokenCredentials } from '../../qualtrics/credentials.ts';
import { createDivisions } from '../../qualtrics/divisions.ts';
import { createGate } from '../../qualtrics/gate.ts';
import { createGroups } from '../../qualtrics/groups.ts';
import { createHttp, type Http, type HttpResponse } from '../../qualtrics/http.ts';
import { KNOCK } from '../../qualtrics/knock.ts';
import { createOAuthCredentials } from '../../qualtrics/oauth.ts';
import type { Headers } from '../../qualtrics/retry-after.ts';
import { createUsers } from '../../qualtrics/users.ts';
import { createWhoami } from '../../qualtrics/whoami.ts';

/** An answer as it came, for what the client itself has no use for. Times are ms since 1970 by our clock. */
export interface Exchange {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly status: number;
  readonly headers: Headers;
}

/** The bridge's own way to Qualtrics, of which the doctor also sees the answers before they are made the same. */
export interface Upstream extends Pick<QualtricsClient, 'whoami' | 'divisions' | 'groups'> {
  readonly users: Pick<QualtricsClient['users'], 'list' | 'findByUsername' | 'get'>;
  readonly call: Call;
  /** GET /whoami without the credential. Throws QualtricsError when no answer comes. */
  knock(): Promise<HttpResponse>;
  /** All so far. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

const FIRST_RETRY_MS = 250;

export function openUpstream(settings: ConnectionConfig['qualtrics']): Upstream {
  const { baseUrl, concurrency, timeoutMs, credentials: configured } = settings;
  const exchanges: Exchange[] = [];
  const plain = createHttp({ origin: baseUrl, connections: concurrency, timeoutMs });
  const http: Http = {
    async exchange(request, signal) {
      const sentAt = Date.now();
      const response = await plain.exchange(request, signal);
      const { status, headers } = response;
      exchanges.push({ sentAt, receivedAt: Date.now(), status, headers });
      return response;
    },
    close: plain.close,
  };
  const gate = createGate({ ratePerMinute: settings.rateLimitPerMinute, concurrency });
  const unheard = () => {};
  const credentials =
    configured.kind === 'token'
      ? createTokenCredentials(configured.token)
      : createOAuthCredentials(configured, http, unheard);
  const call = createCall(createAttempt({ http, gate, credentials }), unheard, FIRST_RETRY_MS);

  return {
    call,
    whoami: createWhoami(call),
    users: createUsers(call, settings),
    divisions: createDivisions(call),
    groups: createGroups(call),
    knock: () => gate.of(KNOCK.endpoint).run(() => http.exchange(KNOCK), { lane: 'interactive' }),
    exchanges,
    async close() {
      gate.close();
      await http.close();
    },
  };
}
