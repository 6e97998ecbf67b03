import { createHash } from 'node:crypto';
import type { Document } from '../store.ts';
import { COPIED_TABLES } from './copied-tables.ts';
import { type CopyHeader, type CopyTrailer, FORMAT, VERSION } from './copy-format.ts';

/** What a database holds at one moment, whatever is written meanwhile. */
export interface Snapshot {
  count(table: string): Promise<number>;
  rows(table: string): AsyncIterable<Document>;
  brandId(): Promise<string | null>;
}

/** The lines of the file, each with its line feed, one row at a time; `onHeader` hears the first. */
export async function* writeCopy(
  snapshot: Snapshot,
  onHeader: (header: CopyHeader) => void,
): AsyncGenerator<string, void, undefined> {
  const hash = createHash('sha256');
  const line = (content: CopyHeader | CopyTrailer | { table: string; row: Document }) => {
    const text = `${JSON.stringify(content)}\n`;
    hash.update(text);
    return text;
  };
  const counts: Record<string, number> = {};
  for (const table of COPIED_TABLES) counts[table] = await snapshot.count(table);
  const header: CopyHeader = { format: FORMAT, version: VERSION, brandId: await snapshot.brandId(), counts };
  onHeader(header);
  yield line(header);
  let rows = 0;
  for (const table of COPIED_TABLES) {
    for await (const row of snapshot.rows(table)) {
      yield line({ table, row });
      rows += 1;
    }
  }
  yield line({ end: true, rows, sha256: hash.copy().digest('hex') });
}
