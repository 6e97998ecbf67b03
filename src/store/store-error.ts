/**
 * - `locked`: another process has the database.
 * - `newer`: a newer version of the bridge has changed the database.
 * - `unavailable`: the database cannot do its work now (disk full, read-only, I/O error); it may again later.
 * - `configuration`: no restart helps, DATABASE_URL has to change.
 */
export type StoreErrorCode = 'locked' | 'newer' | 'unavailable' | 'configuration';

/** The one error of every store. The message is for the people who run the bridge: no user's data in it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
