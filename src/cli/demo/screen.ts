/** Where lines go, and how long they may be. */
export interface Screen {
  readonly columns: number;
  print(lines: readonly string[]): void;
}

/** The terminal, or a file or pipe, which has no columns of its own. */
export function consoleScreen(): Screen {
  const columns = process.stdout.columns ?? 100;
  return {
    columns: Math.min(Math.max(columns, 80), 120),
    print: (lines) => console.log(lines.join('\n')),
  };
}
