import type { AskedBy, AuditEntry, Changes } from '../../store/audit.ts';

/** One entry for people: when, who, what, what changed, who asked. */
export function textLine(entry: AuditEntry): string {
  const { time, resourceType, id = '(none)', action, outcome, fields, kept, members } = entry;
  const changes = [
    ...changesOf(fields),
    ...changesOf(kept),
    ...(members ? [`members: ${JSON.stringify(members)}`] : []),
  ];
  const reference = entry.upstreamRequestId ? `, Qualtrics request ${entry.upstreamRequestId}` : '';
  const what = `${time} ${resourceType} ${id} ${action} ${outcome}`;
  return `${[what, ...changes].join('\n    ')}\n    by ${askedBy(entry.askedBy)}${reference}`;
}

/** JSON keeps control characters of a value from reaching a terminal. */
function changesOf(changes: Changes = {}): string[] {
  return Object.entries(changes).map(([name, { from, to }]) => {
    const isTold = from !== undefined || to !== undefined;
    return isTold
      ? `${JSON.stringify(name)}: ${shown(from)} -> ${shown(to)}`
      : `${JSON.stringify(name)} changed`;
  });
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function askedBy(asked: AskedBy): string {
  if ('task' in asked) return `the bridge (${asked.task})`;
  const { method, route, token, requestId, userAgent } = asked;
  const agent = userAgent === undefined ? '' : `, ${JSON.stringify(userAgent)}`;
  return `${method} ${route}, token ${token}, request ${requestId}${agent}`;
}
