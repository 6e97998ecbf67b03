import { createHash } from 'node:crypto';

/** In UTF-16 units. PostgreSQL refuses index entries of more than 2704 bytes; these are 1500 at most. */
const LONGEST = 500;
const DIGEST = 'sha256:';

/**
 * What stands for a text in the columns that look-ups compare: the text itself, or its digest when PostgreSQL's `text`
 * cannot hold it (U+0000, half a surrogate pair) or an index not take it. Equal for equal texts only; who needs the
 * text itself finds it in the JSON beside, where all of these are allowed.
 */
export function textKey(text: string): string {
  const isPlain =
    text.length <= LONGEST && !text.includes('\0') && text.isWellFormed() && !text.startsWith(DIGEST);
  // Node's UTF-8 would make all halves of surrogate pairs the same; UTF-16 keeps them.
  return isPlain ? text : DIGEST + createHash('sha256').update(text, 'utf16le').digest('hex');
}
