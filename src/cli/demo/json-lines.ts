import type { JsonObject } from '../../sandbox/json.ts';
import { flow, type Paint } from './layout.ts';

/** Compact JSON over as many lines as it takes; `paintOf` colours the attributes at the top. */
export function jsonLines(
  body: JsonObject,
  columns: number,
  paintOf: (attribute: string) => Paint,
): string[] {
  const attributes = Object.keys(body);
  const pieces = attributes.flatMap((attribute, index) => {
    const opening = index === 0 ? '{' : '';
    const closing = index === attributes.length - 1 ? '}' : ',';
    const text = `${opening}${JSON.stringify(attribute)}:${JSON.stringify(body[attribute])}${closing}`;
    const paint = paintOf(attribute);
    return breakable(text, columns).map((piece) => ({ text: piece, paint }));
  });
  return flow(pieces, columns).map((line) => line.map(({ text, paint }) => paint(text)).join(''));
}

/** Where a line may end: after a comma, or before an object's attributes; in URNs and addresses if need be. */
function breakable(text: string, columns: number): string[] {
  const pieces = text.split(/(?<=,|:\{)/);
  return pieces.flatMap((piece) => (piece.length <= columns ? piece : piece.split(/(?<=:)/)));
}
