const TARGETS = [
  ...[Object, Array, Function, String, Map, Promise, JSON, Reflect],
  ...[
    Object.prototype,
    Array.prototype,
    Function.prototype,
    String.prototype,
    Map.prototype,
    Promise.prototype,
  ],
];

/** All that the objects hold which prototype pollution aims at; the same list again while nobody has changed them. */
export function builtIns(): unknown[] {
  return TARGETS.flatMap((object) =>
    Reflect.ownKeys(object).flatMap((key) => {
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      return [key, property?.value, property?.get, property?.set];
    }),
  );
}

const atStart = builtIns();

/** Whether the built-in objects of this process are what they were when this module was loaded. */
export function areBuiltInsUnharmed(): boolean {
  const now = builtIns();
  return now.length === atStart.length && now.every((part, index) => part === atStart[index]);
}
