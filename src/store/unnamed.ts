import { inPortions } from './in-portions.ts';

interface NamedBy {
  readonly id: string;
  /** Of the last listing that named the user. */
  readonly number: number | undefined;
}

/** More than users at a time, because these rows are small and a listing goes through all of them. */
const PORTION = 1_000;

/** The ids of those whom another listing than that one named last, or none. */
export async function* unnamed<From>(
  number: number,
  start: From,
  read: (from: From, size: number) => Promise<{ next: From; value: NamedBy }[]>,
): AsyncGenerator<string, void, undefined> {
  for await (const user of inPortions(start, read, PORTION)) if (user.number !== number) yield user.id;
}
