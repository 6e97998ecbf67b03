import type { Check } from './check.ts';

/** Where reports go: the console, or what a test keeps. */
export interface Output {
  log(text: string): void;
  error(text: string): void;
}

export interface Report {
  add(check: Check): void;
  /** True when nothing failed. */
  end(): boolean;
}
