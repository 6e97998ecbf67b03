import { ROW_MARGIN, rows, wrap } from './layout.ts';
import type { Stage } from './stage.ts';

/** What is there before the first step. */
export function introLines({ sandbox, origin }: Stage, columns: number): string[] {
  const people = sandbox.users().length - 1;
  const bridge = `SCIM at ${origin}/scim/v2, in front of the sandbox`;
  const brand = `a sandbox at ${sandbox.url} with ${people} people, in which a PUT of a user nulls whatever it leaves out`;
  const width = columns - ROW_MARGIN;
  return ['', ...rows('bridge', wrap(bridge, width)), ...rows('Qualtrics', wrap(brand, width))];
}
