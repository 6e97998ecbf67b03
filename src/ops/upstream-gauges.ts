import { Counter, Gauge, type Registry } from 'prom-client';

/** The way to Qualtrics, as it is when Prometheus asks. */
export interface UpstreamState {
  readonly circuit: { readonly open: boolean };
  readonly limiter: {
    /** Calls by lane. */
    readonly waiting: Readonly<Record<string, number>>;
    /** Shares of the ceiling, 0 to 1. */
    readonly used: number;
    readonly allowed: number;
    /** Since the start. */
    readonly pauses: number;
  };
}

/** Metrics that are read off the states at each scrape. Returns what adds a connection to those that are asked. */
export function upstreamGauges(
  registers: Registry[],
): (connection: string, state: () => UpstreamState | undefined) => void {
  const watched = new Map<string, () => UpstreamState | undefined>();
  const states = () =>
    [...watched].flatMap(([connection, ask]) => {
      const state = ask();
      return state ? [[connection, state] as const] : [];
    });

  new Gauge({
    name: 'qualtrics_queue_length',
    help: "Calls to Qualtrics that wait for the bridge's own rate limit.",
    labelNames: ['connection', 'lane'],
    registers,
    collect() {
      for (const [connection, state] of states()) {
        for (const [lane, calls] of Object.entries(state.limiter.waiting))
          this.set({ connection, lane }, calls);
      }
    },
  });
  new Gauge({
    name: 'qualtrics_ceiling_used_ratio',
    help: 'Calls of the last minute as a share of QUALTRICS_RATE_LIMIT_PER_MINUTE.',
    labelNames: ['connection'],
    registers,
    collect() {
      for (const [connection, state] of states()) this.set({ connection }, state.limiter.used);
    },
  });
  new Gauge({
    name: 'qualtrics_ceiling_allowed_ratio',
    help: 'The share of the ceiling that calls are let through at; below 1 for a while after a 429.',
    labelNames: ['connection'],
    registers,
    collect() {
      for (const [connection, state] of states()) this.set({ connection }, state.limiter.allowed);
    },
  });
  new Counter({
    name: 'qualtrics_rate_limit_pauses_total',
    help: 'Pauses of all calls after Qualtrics answered 429.',
    labelNames: ['connection'],
    registers,
    collect() {
      this.reset();
      for (const [connection, state] of states()) this.inc({ connection }, state.limiter.pauses);
    },
  });
  new Gauge({
    name: 'qualtrics_circuit_open',
    help: 'Whether Qualtrics is down and calls are held back (1) or not (0).',
    labelNames: ['connection'],
    registers,
    collect() {
      for (const [connection, state] of states()) this.set({ connection }, state.circuit.open ? 1 : 0);
    },
  });
  return (connection, state) => void watched.set(connection, state);
}
