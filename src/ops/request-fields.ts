/** The parts of a Fastify request that are looked at; a raw one lacks most. */
export interface LoggableRequest {
  readonly method?: string | undefined;
  readonly routeOptions?: { readonly url?: string | undefined };
  readonly params?: unknown;
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

/** Ids of Qualtrics, such as UR_... and DV_...: whatever else stands in a URL could be a name. */
const QUALTRICS_ID = /^[A-Z]{2,3}_\w{1,64}$/;

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
    ...idOf(request.params),
  };
}

/** Whom it was about, so that a leaver's request can be found. */
function idOf(params: unknown): { id?: string } {
  const id = typeof params === 'object' && params !== null && 'id' in params ? params.id : undefined;
  return typeof id === 'string' && QUALTRICS_ID.test(id) ? { id } : {};
}

/** A header is the client's to fill, so only what looks like an id. */
function isOpaqueId(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.:-]{1,128}$/.test(value);
}
