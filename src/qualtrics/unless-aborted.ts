/** What the work gives, or the signal's reason as soon as that aborts; the work itself goes on. */
export async function unlessAborted<T>(
  signal: AbortSignal,
  work: Promise<T>,
  onAbort = () => {},
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    onAbort();
    reject(signal.reason);
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
