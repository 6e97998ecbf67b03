/** As much of the packages of bench/package.json as is used here: the types hold without their being installed. */

declare module 'autocannon' {
  /** From a request to its answer; ours to fill. */
  interface Context {
    asked?: import('./scenarios.ts').ScimRequest;
  }
  interface Request {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
    setupRequest?: (request: Request, context: Context) => Request;
    onResponse?: (status: number, body: string, context: Context) => void;
  }
  interface Options {
    url: string[];
    connections: number;
    /** In seconds. */
    duration?: number;
    /** Of requests, in place of a duration. */
    amount?: number;
    headers?: Record<string, string>;
    requests: Request[];
  }
  interface Result {
    /** In seconds. */
    duration: number;
    errors: number;
    timeouts: number;
    mismatches: number;
  }
  interface Instance extends Promise<Result> {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, ms: number) => void,
    ): Instance;
  }

  export { type Context };
  export default function autocannon(options: Options): Instance;
}

declare module 'express' {
  interface Application {
    use(path: string, handler: unknown): void;
    listen(port: number, host: string): unknown;
  }
  export default function express(): Application;
}

declare module 'scimmy-routers' {
  type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
  interface Resource {
    readonly id?: string;
    readonly filter?: readonly Record<string, unknown>[];
    readonly constraints?: { startIndex?: number; count?: number; totalResults?: number };
  }
  type Stored = { id: string; [key: string]: unknown };
  interface Handlers {
    egress(handler: (resource: Resource) => unknown): Handlers;
    ingress(handler: (resource: Resource, instance: object) => unknown): Handlers;
    degress(handler: (resource: Resource) => unknown): Handlers;
  }
  const SCIMMY: {
    Resources: { declare(resource: Handlers): void; User: Handlers; Group: Handlers };
    Types: { Error: new (status: number, scimType: string | null, detail: string) => Error };
  };

  export { type Resource, SCIMMY, type Stored };
  export default class SCIMMYRouters {
    constructor(options: { type: string; handler: (request: { headers: Record<string, string> }) => string });
  }
}
