import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type ConnectionMetrics, connectionMetrics, SECONDS } from './connection-metrics.ts';
import { memoryLimitBytes } from './memory-limit.ts';

/** One answered request. `status` is undefined when the client hung up before its answer. */
export interface RequestSample {
  /** Whose it was; undefined where no bearer token said so. */
  readonly connection: string | undefined;
  /** Of the route table, such as `/scim/v2/Users/:id`; never the path that was asked for. */
  readonly route: string;
  readonly method: string;
  /** It is to disable or to delete somebody. */
  readonly isOfLeaver: boolean;
  readonly status: number | undefined;
  readonly ms: number;
}

export interface Metrics {
  request(sample: RequestSample): void;
  /** A request changed something in Qualtrics, and the database took neither that nor its entry of the audit. */
  unrecorded(connection: string): void;
  /** Those of one connection, once; its name is a label on each, so it is one of the configuration. */
  of(connection: string): ConnectionMetrics;
  /** Prometheus' text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

/**
 * The process' metrics, in a registry of their own. `attributePaths` are the schema's: labels come from them and not
 * from what clients send, so that nobody can make more time series.
 */
export function createMetrics(attributePaths: Iterable<string>): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Gauges whose names end like a counter's, which promtool refuses; each exists by type as well.
  for (const kind of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`nodejs_active_${kind}_total`);

  const requests = new Histogram({
    name: 'scim_request_duration_seconds',
    help: 'Time from a request to its answer.',
    labelNames: ['connection', 'route', 'method', 'status'],
    buckets: SECONDS,
    registers: [registry],
  });
  const leavers = new Histogram({
    name: 'scim_leaver_request_duration_seconds',
    help: 'Time from a request that disables or deletes somebody to its answer.',
    labelNames: ['connection', 'outcome'],
    buckets: SECONDS,
    registers: [registry],
  });
  const unrecorded = new Counter({
    name: 'scim_unrecorded_changes_total',
    help: 'Requests that changed something in Qualtrics while the database did not take its entry of the audit.',
    labelNames: ['connection'],
    registers: [registry],
  });
  new Gauge({
    name: 'process_memory_limit_bytes',
    help: "What the process may have of the container's memory, or else of the machine's.",
    registers: [registry],
  }).set(memoryLimitBytes());
  const metricsOf = connectionMetrics(attributePaths, [registry]);

  return {
    request({ connection, route, method, isOfLeaver, status, ms }) {
      const labels = { route, method, status: statusClass(status) };
      requests.observe(connection === undefined ? labels : { connection, ...labels }, ms / 1000);
      if (isOfLeaver && connection !== undefined)
        leavers.observe({ connection, outcome: leaverOutcome(status) }, ms / 1000);
    },
    unrecorded: (connection) => unrecorded.inc({ connection }),
    of(connection) {
      // From 0: Prometheus sees no increase in a series that begins with 1.
      for (const outcome of LEAVER_OUTCOMES) leavers.zero({ connection, outcome });
      unrecorded.inc({ connection }, 0);
      return metricsOf(connection);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const LEAVER_OUTCOMES = ['done', 'refused', 'failed'] as const;

/** Refused for what it says; failed for reasons that pass, so that the IdP has to repeat it. */
function leaverOutcome(status: number | undefined): (typeof LEAVER_OUTCOMES)[number] {
  if (status === undefined || status >= 500 || status === 429) return 'failed';
  return status >= 400 ? 'refused' : 'done';
}

function statusClass(status: number | undefined): string {
  return status === undefined ? 'aborted' : `${Math.floor(status / 100)}xx`;
}
