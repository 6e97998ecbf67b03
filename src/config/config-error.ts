/** The configuration cannot be used. `problems` holds all of them, each as `WHERE: what to do`; none shows a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has problems:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }

  /** The problems of what was read; none when it could be read. */
  static in(part: unknown): readonly string[] {
    return part instanceof ConfigError ? part.problems : [];
  }
}
