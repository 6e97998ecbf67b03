/**
 * The file of an export (docs/backup.md), JSON Lines:
 *
 *   {"format": "qualtrics-scim-bridge", "version": 1, "brandId": "acme", "counts": {"users": 3, ...}}
 *   {"table": "users", "row": {...}}            a line for each row
 *   {"end": true, "rows": 5, "sha256": "..."}   of all lines before it; a file without it was cut off
 *
 *   database -> snapshot -> write-copy -> file -> read-copy -> restore -> database, all of it or nothing
 */

export const FORMAT = 'qualtrics-scim-bridge';
/** Goes up when an older bridge could not read the file any more. */
export const VERSION = 1;

export interface CopyHeader {
  readonly format: typeof FORMAT;
  readonly version: number;
  /** Whose data it is; null when the database had not heard of a brand. */
  readonly brandId: string | null;
  /** Rows by table. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface CopyTrailer {
  readonly end: true;
  readonly rows: number;
  readonly sha256: string;
}

export type CopyErrorCode =
  | 'not-an-export'
  | 'newer'
  | 'cut-off'
  | 'changed'
  | 'other-brand'
  | 'not-empty'
  | 'in-use';

/** Why a file is not read into a database. The message is for the people who run the bridge: nobody's data in it. */
export class CopyError extends Error {
  override readonly name = 'CopyError';
  readonly code: CopyErrorCode;

  constructor(code: CopyErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
