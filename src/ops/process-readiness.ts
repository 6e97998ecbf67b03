import type { Readiness, ReadinessSnapshot } from './readiness.ts';

/** What /readyz says of a process that serves one or more connections. */
export interface ProcessReadiness {
  /**
   * Of one connection: its own. Of several: the checks of all, as `acme/credential`; ready while one of them can do its
   * work, because a load balancer that takes the process away takes the good ones with it.
   */
  snapshot(): ReadinessSnapshot;
  /** Undefined where there is no such connection. */
  of(connection: string): ReadinessSnapshot | undefined;
  /** Not ready from now on: the process is on its way out. */
  drain(): void;
}

type Part = Pick<Readiness<never>, 'snapshot' | 'isChecked' | 'drain'>;

export function processReadiness(parts: ReadonlyMap<string, Part>): ProcessReadiness {
  let draining = false;

  function ofSeveral(): ReadinessSnapshot {
    const all = Array.from(parts, ([name, part]) => ({ name, ...part.snapshot() }));
    const checks = all.flatMap(({ name, checks }) =>
      Object.entries(checks).map(([check, state]) => [`${name}/${check}`, state] as const),
    );
    const reasons = checks.flatMap(([check, state]) => (state.ok ? [] : `${check}: ${state.reason}`));
    return {
      // Before all have been checked nobody knows which can work.
      ready: all.some(({ ready }) => ready) && [...parts.values()].every((part) => part.isChecked()),
      reasons: draining ? [...reasons, 'the process is shutting down'] : reasons,
      checks: Object.fromEntries(checks),
    };
  }

  return {
    snapshot() {
      const [only, ...others] = parts.values();
      return only && others.length === 0 ? only.snapshot() : ofSeveral();
    },
    of: (connection) => parts.get(connection)?.snapshot(),
    drain() {
      draining = true;
      for (const part of parts.values()) part.drain();
    },
  };
}
