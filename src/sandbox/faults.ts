import * as z from 'zod';
import { readInput } from './input.ts';

const ms = z.int().min(0).max(600_000);

const matchSchema = z.strictObject({
  method: z.string().optional(),
  path: z.union([z.string(), z.instanceof(RegExp)]).optional(),
  times: z.union([z.int().min(1), z.literal('always')]).default(1),
  skip: z.int().min(0).default(0),
});

export const effectSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfter: z.union([z.int(), z.string()]).optional(),
    body: z.enum(['json', 'json-no-code', 'html', 'empty']).default('json'),
    errorCode: z.string().default('SANDBOX_FAULT'),
    errorMessage: z.string().default('A fault that the sandbox was told to produce.'),
  }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('reset-after') }),
  z.strictObject({ kind: z.literal('timeout'), commit: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('commit-then-504') }),
  z.strictObject({ kind: z.literal('drip'), everyMs: ms }),
  z.strictObject({ kind: z.literal('partial-body') }),
  z.strictObject({ kind: z.literal('latency'), ms }),
  z.strictObject({
    kind: z.literal('redirect'),
    location: z.string(),
    status: z.int().min(300).max(399).default(302),
  }),
  z.strictObject({ kind: z.literal('evil-nextPage'), url: z.string() }),
  z.strictObject({ kind: z.literal('alters'), fields: z.record(z.string(), z.json()) }),
]);

const scriptSchema = z.strictObject({
  match: matchSchema.default({ times: 1, skip: 0 }),
  effect: effectSchema,
});

/**
 * A scripted fault: which calls it hits and what happens to them.
 * - `match.path`: the path without query; in a string `*` stands for one segment (`/API/v3/users/*`).
 * - `match.times`: how many calls it hits (default 1); `match.skip`: how many matching calls pass before.
 */
export type FaultScript = z.input<typeof scriptSchema>;
/** What happens to a call; see docs/sandbox.md for each kind. */
export type FaultEffect = z.output<typeof effectSchema>;

/** A fault in force. */
export interface Fault {
  readonly id: number;
  readonly script: FaultScript;
  /** Calls it has hit. */
  readonly hits: number;
  cancel(): void;
}

interface Rule {
  readonly fault: Fault & { hits: number };
  readonly method: string | undefined;
  readonly path: RegExp | undefined;
  readonly times: number;
  readonly effect: FaultEffect;
  skip: number;
}

/** Scripted faults in the order in which they were given; the first that matches a call is consumed. */
export class Faults {
  private rules: Rule[] = [];
  private nextId = 1;

  /** Throws SandboxInputError. */
  add(script: unknown): Fault {
    const parsed = readInput(scriptSchema, script, 'SANDBOX_FAULT');
    const { match, effect } = parsed;
    const id = this.nextId++;
    const fault = { id, script: parsed, hits: 0, cancel: () => this.remove(id) };
    this.rules.push({
      fault,
      method: match.method?.toUpperCase(),
      path: typeof match.path === 'string' ? pathPattern(match.path) : match.path,
      times: match.times === 'always' ? Infinity : match.times,
      effect,
      skip: match.skip,
    });
    return fault;
  }

  /** What happens to this call, if a fault is in force for it; uses the fault up. */
  take(method: string, path: string): FaultEffect | undefined {
    for (const rule of this.rules) {
      if (rule.method !== undefined && rule.method !== method) continue;
      if (rule.path !== undefined && path.search(rule.path) === -1) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      rule.fault.hits += 1;
      if (rule.fault.hits >= rule.times) this.remove(rule.fault.id);
      return rule.effect;
    }
    return undefined;
  }

  list(): Fault[] {
    return this.rules.map((rule) => rule.fault);
  }

  clear(): void {
    this.rules = [];
  }

  private remove(id: number): void {
    this.rules = this.rules.filter((rule) => rule.fault.id !== id);
  }
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.split('*').map(RegExp.escape).join('[^/]+')}$`);
}
