import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { type UpstreamState, upstreamGauges } from './upstream-gauges.ts';

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

/** What is measured of one connection. */
export interface ConnectionMetrics {
  upstream(sample: UpstreamSample): void;
  /** Asks for that state from now on, each time that the metrics are rendered; undefined: there is none yet. */
  watch(upstream: () => UpstreamState | undefined): void;
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
  /** How far the listing under way is. */
  listing(progress: { readonly listed: number; readonly expected?: number }): void;
  /** A write was compared with what the user is like since. */
  writeChecked(): void;
  /** A field is not as it was written: `emptied`, `ignored` or `differs`. */
  notAsWritten(field: string, kind: string): void;
  /** A field that Qualtrics emptied has its value back. */
  putBack(field: string): void;
  /** The index was complete at that time. */
  indexed(at: Date): void;
}

// From an answer of the store to the minute at which Okta hangs up.
export const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60];

/** Registers the metrics once, and returns what gives each connection its own series of them. */
export function connectionMetrics(
  attributePaths: Iterable<string>,
  registers: Registry[],
): (connection: string) => ConnectionMetrics {
  const calls = new Histogram({
    name: 'qualtrics_call_duration_seconds',
    help: 'Time from sending a call to Qualtrics to the end of its answer.',
    labelNames: ['connection', 'endpoint', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const queued = new Histogram({
    name: 'qualtrics_call_queued_seconds',
    help: "Time that a call to Qualtrics waited for the bridge's own rate limit.",
    labelNames: ['connection', 'lane'],
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: 'qualtrics_call_retries_total',
    help: 'Reads from Qualtrics that were tried again.',
    labelNames: ['connection', 'endpoint'],
    registers,
  });
  const lockWaits = new Histogram({
    name: 'scim_lock_wait_seconds',
    help: 'Time that a change of a user or group waited for the one before it.',
    labelNames: ['connection'],
    buckets: SECONDS,
    registers,
  });
  const ignored = new Counter({
    name: 'scim_ignored_attributes_total',
    help: 'Attributes in requests that were left out of account.',
    labelNames: ['connection', 'path'],
    registers,
  });
  const dropped = new Counter({
    name: 'scim_dropped_values_total',
    help: 'Values that were kept here because Qualtrics cannot hold them.',
    labelNames: ['connection', 'path'],
    registers,
  });
  const repairs = new Counter({
    name: 'scim_dialect_repairs_total',
    help: 'Oddities of identity providers that were repaired.',
    labelNames: ['connection', 'repair'],
    registers,
  });
  const checks = new Gauge({
    name: 'scim_check_ok',
    help: 'Whether a readiness check is good (1) or not (0).',
    labelNames: ['connection', 'check'],
    registers,
  });
  const handMoved = new Gauge({
    name: 'scim_hand_moved_users',
    help: "Users in another division than the IdP's groups give them, as of the last listing.",
    labelNames: ['connection'],
    registers,
  });
  const movesDue = new Gauge({
    name: 'scim_moves_due',
    help: "Divisions of users, and memberships in Qualtrics' own groups, that have to follow what the IdP said.",
    labelNames: ['connection'],
    registers,
  });
  const listed = new Gauge({
    name: 'scim_listing_users',
    help: 'Users on the pages of the listing under way, or of the last one.',
    labelNames: ['connection'],
    registers,
  });
  const expected = new Gauge({
    name: 'scim_listing_users_expected',
    help: 'Users that the last complete listing before it had; 0 before the first.',
    labelNames: ['connection'],
    registers,
  });
  const writeChecks = new Counter({
    name: 'scim_writes_checked_total',
    help: 'Writes to Qualtrics that were compared with what the user was like afterwards.',
    labelNames: ['connection'],
    registers,
  });
  const findings = new Counter({
    name: 'scim_write_findings_total',
    help: 'Fields that were not as they had been written: emptied, ignored, or otherwise different.',
    labelNames: ['connection', 'field', 'kind'],
    registers,
  });
  const putBack = new Counter({
    name: 'scim_fields_put_back_total',
    help: 'Fields that Qualtrics had emptied and that have their value back.',
    labelNames: ['connection', 'field'],
    registers,
  });
  const indexedAt = new Map<string, number>();
  new Gauge({
    name: 'scim_index_age_seconds',
    help: 'Time since the index of users was last known to be complete; absent before the first time.',
    labelNames: ['connection'],
    registers,
    collect() {
      for (const [connection, at] of indexedAt) this.set({ connection }, (Date.now() - at) / 1000);
    },
  });
  const watch = upstreamGauges(registers);

  const known = new Map(Array.from(attributePaths, (path) => [path.toLowerCase(), path]));
  const pathLabel = (path: string) => known.get(path.toLowerCase()) ?? 'other';

  return (connection) => {
    // From 0: Prometheus sees no increase in a series that begins with 1.
    findings.inc({ connection, field: 'status', kind: 'ignored' }, 0);
    return {
      upstream({ endpoint, lane, attempt, outcome, queuedMs, ms }) {
        calls.observe({ connection, endpoint, outcome }, ms / 1000);
        queued.observe({ connection, lane }, queuedMs / 1000);
        if (attempt > 1) retries.inc({ connection, endpoint });
      },
      watch: (upstream) => watch(connection, upstream),
      lockWaited: (ms) => lockWaits.observe({ connection }, ms / 1000),
      ignored: (path) => ignored.inc({ connection, path: pathLabel(path) }),
      dropped: (path) => dropped.inc({ connection, path: pathLabel(path) }),
      repair: (repair) => repairs.inc({ connection, repair }),
      check: (check, ok) => checks.set({ connection, check }, ok ? 1 : 0),
      handMoved: (users) => handMoved.set({ connection }, users),
      movesDue: (users) => movesDue.set({ connection }, users),
      listing(progress) {
        listed.set({ connection }, progress.listed);
        expected.set({ connection }, progress.expected ?? 0);
      },
      writeChecked: () => writeChecks.inc({ connection }),
      notAsWritten: (field, kind) => findings.inc({ connection, field, kind }),
      putBack: (field) => putBack.inc({ connection, field }),
      indexed(at) {
        indexedAt.set(connection, at.getTime());
      },
    };
  };
}
