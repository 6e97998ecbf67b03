import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { type ConnectionMetrics, connectionMetrics, SECONDS } from './connection-metrics.ts';

/** One answered request. `status` is undefined when the client hung up before its answer. */
export interface RequestSample {
  /** Whose it was; undefined where no bearer token said so. */
  readonly connection: string | undefined;
  /** Of the route table, such as `/scim/v2/Users/:id`; never the path that was asked for. */
  readonly route: string;
  readonly method: string;
  readonly status: number | undefined;
  readonly ms: number;
}

export interface Metrics {
  request(sample: RequestSample): void;
  /** Those of one connection; its name is a label on each, so it is one of the configuration. */
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

  return {
    request({ connection, route, method, status, ms }) {
      const labels = { route, method, status: statusClass(status) };
      requests.observe(connection === undefined ? labels : { connection, ...labels }, ms / 1000);
    },
    of: connectionMetrics(attributePaths, [registry]),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function statusClass(status: number | undefined): string {
  return status === undefined ? 'aborted' : `${Math.floor(status / 100)}xx`;
}
