/** Work that tells when it has begun, and ends when told to. */
export function work(name: string, log: string[] = []) {
  const begun = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  return {
    begun: begun.promise,
    end: told.resolve,
    run: async () => {
      log.push(`${name} begins`);
      begun.resolve();
      await told.promise;
      log.push(`${name} ends`);
      return name;
    },
  };
}
