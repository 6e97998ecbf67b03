import type * as z from 'zod';

export type InputCode =
  | 'SANDBOX_FLAGS'
  | 'SANDBOX_OPTIONS'
  | 'SANDBOX_FAULT'
  | 'SANDBOX_USER'
  | 'SANDBOX_DIVISION'
  | 'SANDBOX_GROUP'
  | 'SANDBOX_COUNT';

/** What the sandbox was told cannot be: every problem, each naming its field. */
export class SandboxInputError extends Error {
  readonly code: InputCode;
  readonly problems: readonly string[];

  constructor(code: InputCode, problems: readonly string[]) {
    super(problems.join('; '));
    this.name = 'SandboxInputError';
    this.code = code;
    this.problems = problems;
  }
}

/** `value` as the schema reads it; throws SandboxInputError. */
export function readInput<S extends z.ZodType>(schema: S, value: unknown, code: InputCode): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    return issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`;
  });
  throw new SandboxInputError(code, problems);
}
