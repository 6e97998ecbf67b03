import { ScimError, type ScimType } from '../../src/scim/scim-error.ts';

/** The scimType of the 400 that it throws; undefined when it throws nothing. Any other error goes on. */
export function refusalOf(run: () => unknown): ScimType | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof ScimError && error.status === 400) return error.scimType;
    throw error;
  }
}
