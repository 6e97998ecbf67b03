// Who asks /readyz gets what is known, and nobody is called for it:
//
//   every 30 s: check(signal) ─┐   every 5 s while it is bad
//   look(name) now ────────────┤
//   report(name, state) ───────┴─► last known states ─► snapshot() ─► /readyz
//                                         └─► onChange: the log, the metrics

/** `reason` is shown to whoever can reach /readyz: what is wrong and what to do, no personal data, no secret. */
export type CheckState = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** Looks at one thing that the bridge needs. Must end when the signal fires; what it throws counts as a failure. */
export type Check = (signal: AbortSignal) => Promise<CheckState>;

export interface ReadinessSnapshot {
  readonly ready: boolean;
  /** Why not, as `check: reason`. */
  readonly reasons: readonly string[];
  /** `since`: when the check last changed between good and bad, ISO 8601. */
  readonly checks: Readonly<Record<string, CheckState & { readonly since: string }>>;
}

export interface Readiness<Name extends string> {
  /** Runs every check and goes on doing so in the background; resolves after the first round. */
  start(): Promise<void>;
  stop(): void;
  /** What was noticed elsewhere, such as a credential that a request found refused. */
  report(name: Name, state: CheckState): void;
  /** Looks again now, because something failed that the check is about. */
  look(name: Name): Promise<void>;
  /** Not ready from now on: the process is on its way out. */
  drain(): void;
  snapshot(): ReadinessSnapshot;
  /** Every check was made once. */
  isChecked(): boolean;
}

export interface ReadinessOptions {
  /** A check went from good to bad or back, or is bad for another reason than before. */
  readonly onChange?: (name: string, state: CheckState) => void;
  readonly intervalMs?: number;
  /** A check that is bad is looked at this often. */
  readonly retryMs?: number;
  /** A check that takes longer has failed. */
  readonly deadlineMs?: number;
}

export function createReadiness<Name extends string>(
  checks: Readonly<Record<Name, Check>>,
  { onChange = () => {}, intervalMs = 30_000, retryMs = 5_000, deadlineMs = 10_000 }: ReadinessOptions = {},
): Readiness<Name> {
  const all = Object.entries<Check>(checks);
  const states = new Map<string, CheckState & { readonly since: string }>();
  for (const [name] of all) states.set(name, { ok: false, reason: 'not checked yet', since: now() });
  let draining = false;
  let checked = false;
  let timers: readonly NodeJS.Timeout[] = [];

  function report(name: string, state: CheckState): void {
    const before = states.get(name);
    const since = before?.ok === state.ok ? before.since : now();
    states.set(name, { ...state, since });
    if (before?.ok !== state.ok || reasonOf(before) !== reasonOf(state)) onChange(name, state);
  }

  const looking = new Map<string, Promise<void>>();

  /** Whoever asks while a look is under way shares it: a failing database is not asked once a request. */
  function look(name: string, check: Check): Promise<void> {
    const underWay =
      looking.get(name) ??
      outcome(check, deadlineMs)
        .then((state) => report(name, state))
        .finally(() => looking.delete(name));
    looking.set(name, underWay);
    return underWay;
  }

  async function runAll(): Promise<void> {
    await Promise.all(all.map(([name, check]) => look(name, check)));
    checked = true;
  }

  function lookAgain(): void {
    for (const [name, check] of all) if (states.get(name)?.ok === false) void look(name, check);
  }

  return {
    async start() {
      timers = [setInterval(runAll, intervalMs).unref(), setInterval(lookAgain, retryMs).unref()];
      await runAll();
    },
    stop: () => timers.forEach(clearInterval),
    report,
    look: (name) => look(name, checks[name]),
    isChecked: () => checked,
    drain() {
      draining = true;
    },
    snapshot() {
      const reasons = [...states].flatMap(([name, state]) => (state.ok ? [] : `${name}: ${state.reason}`));
      if (draining) reasons.push('the process is shutting down');
      return { ready: reasons.length === 0, reasons, checks: Object.fromEntries(states) };
    },
  };
}

/** Never rejects; a message of an unforeseen error could hold anything, so only its type is told. */
async function outcome(check: Check, deadlineMs: number): Promise<CheckState> {
  const signal = AbortSignal.timeout(deadlineMs);
  const late = new Promise<CheckState>((resolve) => {
    signal.addEventListener('abort', () => resolve({ ok: false, reason: 'the check took too long' }));
  });
  try {
    return await Promise.race([check(signal), late]);
  } catch (error) {
    const type = error instanceof Error ? error.name : 'unknown error';
    return { ok: false, reason: `the check failed (${type})` };
  }
}

function reasonOf(state: CheckState | undefined): string | undefined {
  return state?.ok === false ? state.reason : undefined;
}

function now(): string {
  return new Date().toISOString();
}
