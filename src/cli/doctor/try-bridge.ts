import { z } from 'zod';
import { buildApp } from '../../app.ts';
import type { Config } from '../../config/config.ts';
import { createLogger } from '../../ops/logger.ts';

export interface ScimAnswer {
  readonly status: number;
  /** Of a user. */
  readonly id: string | undefined;
  /** What the IdP's admin would read of a refusal (RFC 7644 3.12). */
  readonly detail: string | undefined;
}

/** A bridge that remembers nothing, called without a socket. */
export interface TryBridge extends AsyncDisposable {
  /** `path` from /scim/v2 on. */
  send(method: 'POST' | 'PATCH', path: string, body: object): Promise<ScimAnswer>;
}

const answerSchema = z.looseObject({ id: z.string().optional(), detail: z.string().optional() });

/**
 * The bridge of this configuration, as an IdP would meet it, over a store of its own: that of a running bridge is left
 * alone. An account that exists already is never adopted.
 */
export async function openTryBridge(config: Config, emailWritable: boolean): Promise<TryBridge> {
  const [connection] = config.connections;
  const { server } = await buildApp(
    {
      ...config,
      publicUrl: 'http://localhost',
      connections: [
        {
          ...connection,
          databaseUrl: 'sqlite::memory:',
          qualtrics: { ...connection.qualtrics, emailWritable },
          policies: { ...connection.policies, onConflict: 'conflict' },
        },
      ],
    },
    { logger: createLogger('silent'), version: 'doctor' },
  );
  const headers = {
    authorization: `Bearer ${connection.bearerTokens()[0]}`,
    'content-type': 'application/scim+json',
  };
  return {
    async send(method, path, body) {
      const { statusCode, payload } = await server.inject({
        method,
        url: `/scim/v2${path}`,
        headers,
        payload: JSON.stringify(body),
      });
      const { id, detail } = answerSchema.catch({}).parse(payload === '' ? {} : JSON.parse(payload));
      return { status: statusCode, id, detail };
    },
    async [Symbol.asyncDispose]() {
      await server.close();
    },
  };
}
