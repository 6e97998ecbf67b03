import type { Started } from '../../processes.ts';

/** Of all replicas together; delay and age are those of the worst. */
export interface Vitals {
  readonly rssMb: number;
  /** As it happens to be, with garbage. */
  readonly heapUsedMb: number;
  /** Without garbage: what a leak would show in. */
  readonly heapHeldMb: number;
  /** Since the last look; the timer that it is measured with has 10 ms of its own. */
  readonly loopDelayP99Ms: number;
  /** File descriptors: sockets, files, the event loop's own. */
  readonly openFiles: number;
  /** Calls to Qualtrics since the start; a call that waited for its turn in vain is none. */
  readonly calls: number;
  /** How often Qualtrics said that it were too many. */
  readonly refused429: number;
  /** Since the users were last listed, in seconds; a listing waits for everybody else. */
  readonly indexAge: number;
  /** Divisions that still have to follow what the IdP said. */
  readonly movesDue: number;
}

const MB = 2 ** 20;
const CALLS = 'qualtrics_call_duration_seconds_count';

/** From /metrics, as operations would see it, and from inside the processes. */
export async function vitalsOf(servers: readonly Started[]): Promise<Vitals> {
  const all = await Promise.all(servers.map(vitalsOfOne));
  const sum = (value: (vitals: Vitals) => number) => all.reduce((total, each) => total + value(each), 0);
  return {
    rssMb: sum(({ rssMb }) => rssMb),
    heapUsedMb: sum(({ heapUsedMb }) => heapUsedMb),
    heapHeldMb: sum(({ heapHeldMb }) => heapHeldMb),
    loopDelayP99Ms: Math.max(...all.map(({ loopDelayP99Ms }) => loopDelayP99Ms)),
    openFiles: sum(({ openFiles }) => openFiles),
    calls: sum(({ calls }) => calls),
    refused429: sum(({ refused429 }) => refused429),
    indexAge: Math.max(...all.map(({ indexAge }) => indexAge)),
    movesDue: sum(({ movesDue }) => movesDue),
  };
}

async function vitalsOfOne({ origin, usage }: Started): Promise<Vitals> {
  const metrics = await (await fetch(`${origin}/metrics`)).text();
  // After /metrics, because it collects garbage.
  const { rssMb, heapMb } = await usage();
  return {
    rssMb,
    heapUsedMb: sumOf(metrics, 'nodejs_heap_size_used_bytes') / MB,
    heapHeldMb: heapMb,
    loopDelayP99Ms: sumOf(metrics, 'nodejs_eventloop_lag_p99_seconds') * 1_000,
    openFiles: sumOf(metrics, 'process_open_fds'),
    calls: sumOf(metrics, CALLS) - sumOf(metrics, CALLS, 'outcome="limited"'),
    refused429: sumOf(metrics, 'qualtrics_rate_limit_pauses_total'),
    indexAge: sumOf(metrics, 'scim_index_age_seconds'),
    movesDue: sumOf(metrics, 'scim_moves_due'),
  };
}

/** Of all series of that name with that label, in Prometheus' text format; 0 where there are none. */
function sumOf(metrics: string, name: string, label = ''): number {
  const values = metrics.split('\n').flatMap((line) => {
    const [, series = '', value] = /^(\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    return series === name && line.includes(label) ? Number(value) : [];
  });
  return values.reduce((total, value) => total + value, 0);
}
