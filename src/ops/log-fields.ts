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
  ...['method', 'route', 'query', 'status', 'ms', 'aborted', 'idpRequestId'],
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

const WITHHELD = '"[not logged]"';

/** The fields as members of a JSON object, each behind a comma: `,"id":"UR_1","status":200`. */
export function admitted(fields: object): string {
  let members = '';
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) members += `,${JSON.stringify(name)}:${admittedValue(name, value)}`;
  }
  return members;
}

function admittedValue(name: string, value: unknown): string {
  const reduced = REDUCED.get(name)?.(value as never);
  if (reduced !== undefined) return JSON.stringify(reduced, (_name, held) => masked(held));
  if (!FIELDS.has(name)) return WITHHELD;
  if (isScalar(value)) return JSON.stringify(masked(value));
  return Array.isArray(value) && value.every(isScalar) ? JSON.stringify(value.map(masked)) : WITHHELD;
}

function masked(value: unknown): unknown {
  return typeof value === 'string' ? mask(value) : value;
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
