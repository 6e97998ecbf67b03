/** Works on the items in order, `limit` of them at a time. The first failure stops it, once those under way have ended. */
export async function someAtATime<T>(
  limit: number,
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let isOver = false;
  async function oneByOne(): Promise<void> {
    for (let next = queue.next(); !next.done && !isOver; next = queue.next()) {
      await work(next.value);
    }
  }
  const workers = Array.from({ length: limit }, () =>
    oneByOne().catch((failure: unknown) => {
      isOver = true;
      throw failure;
    }),
  );
  for (const outcome of await Promise.allSettled(workers)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
