import { isQualtrics } from '../failures.ts';

/** Undefined where the brand does not let the bridge's account see the list. */
export async function listIfAllowed<T>(list: Promise<T>): Promise<T | undefined> {
  try {
    return await list;
  } catch (failure) {
    if (isQualtrics(failure, 'forbidden')) return undefined;
    throw failure;
  }
}
