/**
 * The next millisecond. What was written in the one in which a listing begins counts as newer than that listing, and
 * tests are that fast.
 */
export async function later(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}
