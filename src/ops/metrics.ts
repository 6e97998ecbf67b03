import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type UpstreamState, upstreamGauges } from './upstream-gauges.ts';

/** One answered request. `status` is undefined when the client hung up before its answer. */
export interface RequestSample {
  /** Of the route table, such as `/scim/v2/Users/:id`; never the path that was asked for. */
  readonly route: string;
  readonly method: string;
  readonly status: number | undefined;
  readonly ms: number;
}

/** One call to Qualtrics. `endpoint` is a template such as `GET /users/{id}`; `outcome` is `ok` or an error code. */
export interface UpstreamSample {
  readonly endpoint: string;
  readonly lane: string;
  /** From 1. */
  readonly attempt: number;
  readonly outcome: string;
  readonly queuedMs: number;
  readonly ms: number;
}

export interface Metrics {
  request(sample: RequestSample): void;
  upstream(sample: UpstreamSample): void;
  /** Asks for that state from now on, each time that it renders. */
  watch(upstream: () => UpstreamState): void;
  /** A change of a user waited for the one before it. */
  lockWaited(ms: number): void;
  /** An attribute that the schema does not know, or does not let be written. */
  ignored(path: string): void;
  /** A value that is kept by the bridge because Qualtrics cannot hold it. */
  dropped(path: string): void;
  repair(id: string): void;
  /** A readiness check, such as `credential`, came out so. */
  check(name: string, ok: boolean): void;
  /** Users in another division than the IdP's groups give them. */
  handMoved(users: number): void;
  /** Users whose division still has to follow what the IdP said. */
  movesDue(users: number): void;
  /** The index was complete at that time. */
  indexed(at: Date): void;
  /** Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

// From an answer of the store to the minute at which Okta hangs up.
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

/**
 * The process' metrics, in a registry of their own. `attributePaths` are the schema's: labels come from them and not
 * from what clients send, so that nobody can make more time series.
 */
export function createMetrics(attributePaths: Iterable<string>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  // Gauges whose names end like a counter's, which promtool refuses; each exists by type as well.
  for (const kind of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${kind}_total`);

  const requests = new Histogram({
    name: 'scim_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['route', 'method', 'status'],
    buckets: SECONDS,
    registers,
  });
  const calls = new Histogram({
    name: 'qualtrics_call_duration_seconds',
    help: 'Time from sending a call to Qualtrics to the end of its answer.',
    labelNames: ['endpoint', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const queued = new Histogram({
    name: 'qualtrics_call_queued_seconds',
    help: "Time that a call to Qualtrics waited for the bridge's own rate limit.",
    labelNames: ['lane'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'qualtrics_call_retries_total',
    help: 'Reads from Qualtrics that were tried again.',
    labelNames: ['endpoint'],
    registers,
  });
  const lockWaits = new Histogram({
    name: 'scim_lock_wait_seconds',
    help: 'Time that a change of a user or group waited for the one before it.',
    buckets: SECONDS,
    registers,
  });
  const ignored = new Counter({
    name: 'scim_ignored_attributes_total',
    help: 'Attributes in requests that were left out of account.',
    labelNames: ['path'],
    registers,
  });
  const dropped = new Counter({
    name: 'scim_dropped_values_total',
    help: 'Values that were kept here because Qualtrics cannot hold them.',
    labelNames: ['path'],
    registers,
  });
  const repairs = new Counter({
    name: 'scim_dialect_repairs_total',
    help: 'Oddities of identity providers that were repaired.',
    labelNames: ['repair'],
    registers,
  });
  const checks = new Gauge({
    name: 'scim_check_ok',
    help: 'Whether a readiness check is good (1) or not (0).',
    labelNames: ['check'],
    registers,
  });
  const handMoved = new Gauge({
    name: 'scim_hand_moved_users',
    help: "Users in another division than the IdP's groups give them, as of the last listing.",
    registers,
  });
  const movesDue = new Gauge({
    name: 'scim_moves_due',
    help: 'Users whose division has to follow what the IdP said, as of the last round of the worker.',
    registers,
  });
  let indexedAt: number | undefined;
  new Gauge({
    name: 'scim_index_age_seconds',
    help: 'Time since the index of users was last known to be complete; absent before the first time.',
    registers,
    collect() {
      if (indexedAt === undefined) this.remove();
      else this.set((Date.now() - indexedAt) / 1000);
    },
  });

  const known = new Map(Array.from(attributePaths, (path) => [path.toLowerCase(), path]));
  const pathLabel = (path: string) => ({ path: known.get(path.toLowerCase()) ?? 'other' });

  return {
    request: ({ route, method, status, ms }) =>
      requests.observe({ route, method, status: statusClass(status) }, ms / 1000),
    upstream({ endpoint, lane, attempt, outcome, queuedMs, ms }) {
      calls.observe({ endpoint, outcome }, ms / 1000);
      queued.observe({ lane }, queuedMs / 1000);
      if (attempt > 1) retries.inc({ endpoint });
    },
    watch: (upstream) => upstreamGauges(upstream, registers),
    lockWaited: (ms) => lockWaits.observe(ms / 1000),
    ignored: (path) => ignored.inc(pathLabel(path)),
    dropped: (path) => dropped.inc(pathLabel(path)),
    repair: (repair) => repairs.inc({ repair }),
    check: (check, ok) => checks.set({ check }, ok ? 1 : 0),
    handMoved: (users) => handMoved.set(users),
    movesDue: (users) => movesDue.set(users),
    indexed(at) {
      indexedAt = at.getTime();
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function statusClass(status: number | undefined): string {
  return status === undefined ? 'aborted' : `${Math.floor(status / 100)}xx`;
}
