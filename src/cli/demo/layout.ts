import { styleText } from 'node:util';

const LABEL_COLUMNS = 11;
/** What is left of a row after its indent and label. */
export const ROW_MARGIN = 2 + LABEL_COLUMNS;

export type Paint = (text: string) => string;

export const dim: Paint = (text) => styleText('dim', text);

/** Opens a part of the screen. */
export function headline(text: string, columns: number): string {
  return styleText(['bold', 'blue'], `\n━━ ${text} `.padEnd(columns + 1, '━'));
}

/** Lines under one label, which stands before the first. */
export function rows(label: string, lines: readonly string[], paint: Paint = dim): string[] {
  return lines.map((line, index) => {
    const shown = (index === 0 ? label : '').padEnd(LABEL_COLUMNS);
    return `  ${paint(shown)}${line}`;
  });
}

/** Words over as many lines as they take. */
export function wrap(text: string, columns: number): string[] {
  const words = text.split(' ').map((word) => ({ text: `${word} ` }));
  return flow(words, columns).map((line) =>
    line
      .map((word) => word.text)
      .join('')
      .trimEnd(),
  );
}

/** Pieces put into lines in turn. One that is longer than a line gets a line of its own. */
export function flow<Piece extends { readonly text: string }>(
  pieces: readonly Piece[],
  columns: number,
): Piece[][] {
  const lines: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const line = lines.at(-1);
    if (line === undefined || piece.text.trimEnd().length > room) {
      lines.push([piece]);
      room = columns - piece.text.length;
    } else {
      line.push(piece);
      room -= piece.text.length;
    }
  }
  return lines;
}
