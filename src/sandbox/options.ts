import type * as z from 'zod';
import { readInput, SandboxInputError } from './input.ts';
import { optionsSchema, startShape } from './option-schema.ts';

export type SandboxOptions = z.input<typeof optionsSchema>;
/** The options that `setOptions` takes. */
export type LiveOptions = Omit<SandboxOptions, keyof typeof startShape>;
export type ResolvedOptions = ReturnType<typeof resolveOptions>;

/** Every option with its value: as given, else the dialect's, else the default. Throws SandboxInputError. */
export function resolveOptions(given: unknown) {
  const options = readInput(optionsSchema, given, 'SANDBOX_OPTIONS');
  const seed = options.dialect === 'seed';
  return {
    ...options,
    ownerUserType: options.ownerUserType ?? (seed ? 'UT_BRAND_ADMINISTRATOR' : 'UT_BRANDADMIN'),
    createExtras: options.createExtras ?? (seed ? 'accepted' : 'ignored'),
    createDivision: options.createDivision ?? (seed ? 'ignored' : 'honoured'),
    deleteEffect: options.deleteEffect ?? (seed ? 'disable' : 'remove'),
    divisionsList: options.divisionsList ?? seed,
    errorStyle: options.errorStyle ?? (seed ? 'meta-only' : 'recorded'),
  };
}

/** `given` with `changes` on top, for options that may change at run time. Throws SandboxInputError. */
export function changeOptions(given: object, changes: object): object {
  const fixed = Object.keys(changes).filter((name) => Object.hasOwn(startShape, name));
  if (fixed.length === 0) return { ...given, ...changes };
  const problems = fixed.map((name) => `${name}: cannot be changed while the sandbox runs`);
  throw new SandboxInputError('SANDBOX_OPTIONS', problems);
}
