/** The parts of a Fastify request that are looked at; a raw one lacks most. */
export interface LoggableRequest {
  readonly method?: string | undefined;
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly query?: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
}

/** RFC 7644 3.4.2, and the flag that Entra's tenant URL carries. */
const QUERY_NAMES = new Set([
  ...['filter', 'attributes', 'excludedAttributes', 'startIndex', 'count', 'sortBy', 'sortOrder'],
  'aadOptscim062020',
]);

/** How the IdP, or a proxy in front of the bridge, names the request. */
const ID_HEADERS = ['x-request-id', 'client-request-id'];

/** What may be known of a request: where it went, never with which values. Also the labels of its metrics. */
export function requestFields(request: LoggableRequest) {
  const idpRequestId = ID_HEADERS.map((name) => request.headers?.[name]).find(isOpaqueId);
  return {
    method: request.method ?? 'unknown',
    route: request.routeOptions?.url ?? 'unmatched',
    query: [
      ...new Set(Object.keys(request.query ?? {}).map((name) => (QUERY_NAMES.has(name) ? name : 'other'))),
    ],
    ...(idpRequestId !== undefined && { idpRequestId }),
  };
}

/** A header is the client's to fill, so only what looks like an id. */
function isOpaqueId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value);
}
