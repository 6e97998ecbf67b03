// Who asks /readyz gets what is known, and nobody is called for it:
//
//   every 30 s: check(signal) ─┐
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
  /** Not ready from now on: the process is on its way out. */
  drain(): void;
  snapshot(): ReadinessSnapshot;
}

export interface ReadinessOptions {
  /** A check went from good to bad or back, or is bad for another reason than before. */
  readonly onChange?: (name: string, state: CheckState) => void;
  readonly intervalMs?: number;
  /** A check that takes longer has failed. */
  readonly deadlineMs?: number;
}

export function createReadiness<Name extends string>(
  checks: Readonly<Record<Name, Check>>,
  { onChange = () => {}, intervalMs = 30_000, deadlineMs = 10_000 }: ReadinessOptions = {},
): Readiness<Name> {
  const all = Object.entries<Check>(checks);
  const states = new Map<string, CheckState & { readonly since: string }>();
  for (const [name] of all) states.set(name, { ok: false, reason: 'not checked yet', since: now() });
  let draining = false;
  let timer: NodeJS.Timeout | undefined;

  function report(name: string, state: CheckState): void {
    const before = states.get(name);
    const since = before?.ok === state.ok ? before.since : now();
    states.set(name, { ...state, since });
    if (before?.ok !== state.ok || reasonOf(before) !== reasonOf(state)) onChange(name, state);
  }

  async function runAll(): Promise<void> {
    await Promise.all(all.map(async ([name, check]) => report(name, await outcome(check, deadlineMs))));
  }

  return {
    async start() {
      timer = setInterval(runAll, intervalMs).unref();
      await runAll();
    },
    stop: () => clearInterval(timer),
    report,
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
