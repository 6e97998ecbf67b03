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

/** Metrics that are read off the state at each scrape. */
export function upstreamGauges(state: () => UpstreamState, registers: Registry[]): void {
  new Gauge({
    name: 'qualtrics_queue_length',
    help: "Calls to Qualtrics that wait for the bridge's own rate limit.",
    labelNames: ['lane'],
    registers,
    collect() {
      for (const [lane, calls] of Object.entries(state().limiter.waiting)) this.set({ lane }, calls);
    },
  });
  new Gauge({
    name: 'qualtrics_ceiling_used_ratio',
    help: 'Calls of the last minute as a share of QUALTRICS_RATE_LIMIT_PER_MINUTE.',
    registers,
    collect() {
      this.set(state().limiter.used);
    },
  });
  new Gauge({
    name: 'qualtrics_ceiling_allowed_ratio',
    help: 'The share of the ceiling that calls are let through at; below 1 for a while after a 429.',
    registers,
    collect() {
      this.set(state().limiter.allowed);
    },
  });
  new Counter({
    name: 'qualtrics_rate_limit_pauses_total',
    help: 'Pauses of all calls after Qualtrics answered 429.',
    registers,
    collect() {
      this.reset();
      this.inc(state().limiter.pauses);
    },
  });
  new Gauge({
    name: 'qualtrics_circuit_open',
    help: 'Whether Qualtrics is down and calls are held back (1) or not (0).',
    registers,
    collect() {
      this.set(state().circuit.open ? 1 : 0);
    },
  });
}
