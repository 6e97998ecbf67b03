import { setImmediate } from 'node:timers/promises';

const PORTION = 100;

/**
 * All that `read` finds, a portion at a time: each read begins where the last one ended, so rows may come and
 * go meanwhile. What is undefined is passed over. Between portions everything else in the process gets its turn, because a
 * read of SQLite blocks it.
 */
export async function* inPortions<From, Value>(
  start: From,
  read: (from: From, size: number) => Promise<{ next: From; value: Value }[]>,
  size: number = PORTION,
): AsyncGenerator<Exclude<Value, undefined>, void, undefined> {
  let from: From | undefined = start;
  while (from !== undefined) {
    const portion: { next: From; value: Value }[] = await read(from, size);
    for (const { value } of portion) if (isThere(value)) yield value;
    from = portion.at(-1)?.next;
    await setImmediate();
  }
}

function isThere<Value>(value: Value): value is Exclude<Value, undefined> {
  return value !== undefined;
}
