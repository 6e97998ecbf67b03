import { loggedError } from './logged-error.ts';
import { mask } from './masking.ts';
import { requestFields } from './request-fields.ts';

/**
 * The fields that a log line may have, next to a message that is a constant. A new field is listed here once
 * somebody has made sure that it holds no personal data and no secret: ids, codes, counts, names of attributes.
 */
const FIELDS = new Set([
  // The line itself
  ...['level', 'time', 'msg', 'requestId'],
  // The request
  ...['method', 'route', 'query', 'leaver', 'status', 'ms', 'aborted', 'idpRequestId'],
  ...['upstreamCalls', 'upstreamMs', 'upstreamRequestIds'],
  // What was done about it; `id` is Qualtrics' opaque one
  ...[
    'connection',
    'resourceType',
    'id',
    'operation',
    'userType',
    'attribute',
    'attributes',
    'path',
    'ignored',
    'repairs',
  ],
  // Calls to Qualtrics
  ...['endpoint', 'attempt', 'outcome', 'code', 'errorCode', 'upstreamRequestId', 'retryAfterSeconds'],
  // The process
  ...['version', 'address', 'signal', 'check', 'ok', 'reason', 'count', 'cut', 'seconds', 'users'],
]);

/** Objects that are reduced to what is known to be harmless. */
const REDUCED = new Map<string, (value: never) => unknown>([
  ['err', loggedError],
  ['req', requestFields],
  ['res', ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode })],
]);

const WITHHELD = '[not logged]';

/** The fields as a line may have them. */
export function admitted(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      value === undefined ? value : admittedValue(name, value),
    ]),
  );
}

function admittedValue(name: string, value: unknown): unknown {
  const reduced = REDUCED.get(name)?.(value as never);
  if (reduced !== undefined) return masked(reduced);
  if (!FIELDS.has(name)) return WITHHELD;
  return isScalar(value) || (Array.isArray(value) && value.every(isScalar)) ? masked(value) : WITHHELD;
}

/** Every text in it, at any depth. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, masked(held)]));
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
