import { mask } from './masking.ts';

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

/** Objects that a serializer of the logger has made. */
const SERIALIZED = new Set(['err', 'req', 'res']);

const WITHHELD = '[not logged]';

/** A line as pino wrote it, without what may not be logged. */
export function admitLine(line: string): string {
  const entry: object = JSON.parse(line, (_name, value) => (typeof value === 'string' ? mask(value) : value));
  const admitted = Object.entries(entry).map(([name, value]) => [
    name,
    isAdmitted(name, value) ? value : WITHHELD,
  ]);
  return `${JSON.stringify(Object.fromEntries(admitted))}\n`;
}

function isAdmitted(name: string, value: unknown): boolean {
  if (SERIALIZED.has(name)) return true;
  return FIELDS.has(name) && (Array.isArray(value) ? value.every(isScalar) : isScalar(value));
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}
