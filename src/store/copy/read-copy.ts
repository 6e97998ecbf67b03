import { createHash } from 'node:crypto';
import { StringDecoder } from 'node:string_decoder';
import type { Document } from '../store.ts';
import { COPIED_TABLES, type CopiedRow } from './copied-tables.ts';
import { CopyError, type CopyHeader, FORMAT, VERSION } from './copy-format.ts';

export interface Copy {
  readonly header: CopyHeader;
  /** Throws CopyError at the end, when it is not the whole file as it was written: then nothing of it may stay. */
  readonly rows: AsyncIterable<CopiedRow>;
}

/** Reads the header. Throws CopyError for what is no export, or one of a newer bridge. */
export async function readCopy(chunks: AsyncIterable<Buffer>): Promise<Copy> {
  const lines = linesOf(chunks);
  const first = await lines.next();
  const header = headerOf(first.done ? '' : first.value);
  const hash = createHash('sha256').update(first.done ? '' : `${first.value}\n`);
  return { header, rows: rowsOf(lines, hash) };
}

async function* rowsOf(
  lines: AsyncIterable<string>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<CopiedRow, void, undefined> {
  let rows = 0;
  let isWhole = false;
  for await (const line of lines) {
    const content = isWhole ? undefined : parsed(line);
    if (content?.end === true) {
      if (content.rows !== rows || content.sha256 !== hash.digest('hex')) throw changed();
      isWhole = true;
      continue;
    }
    const { table, row } = content ?? {};
    if (typeof table !== 'string' || !isDocument(row)) throw changed();
    if (!COPIED_TABLES.includes(table)) throw newer();
    hash.update(`${line}\n`);
    rows += 1;
    yield { table, row };
  }
  if (!isWhole)
    throw new CopyError('cut-off', 'The file ends before its end: it was cut off. Nothing was imported.');
}

function headerOf(line: string): CopyHeader {
  const { format, version, brandId, counts } = parsed(line) ?? {};
  if (format !== FORMAT || typeof version !== 'number' || !isDocument(counts)) {
    throw new CopyError('not-an-export', 'This is not a file that `npm run export` has written.');
  }
  if (version > VERSION) throw newer();
  return {
    format,
    version,
    brandId: typeof brandId === 'string' ? brandId : null,
    counts: counts as CopyHeader['counts'],
  };
}

/** Not node:readline, which ends lines at U+2028 too, and that may stand in a JSON string. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parsed(line: string): Document | undefined {
  try {
    const content: unknown = JSON.parse(line);
    return isDocument(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

function isDocument(content: unknown): content is Document {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function changed(): CopyError {
  return new CopyError('changed', 'The file is not as it was written: it was damaged. Nothing was imported.');
}

function newer(): CopyError {
  return new CopyError('newer', 'The file is of a newer version of the bridge: import it with that one.');
}
