import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { SECTIONS } from './setting-keys.ts';

/** What stands behind a key, in the form that the variable has: a list separated by commas, a structure as JSON. */
export interface FileValue {
  readonly line: number;
  readonly shape: 'text' | 'list' | 'structure';
  readonly text: string;
}

/** By key, such as `host` or `qualtrics.baseUrl`. */
export type FileValues = ReadonlyMap<string, FileValue>;

export interface ConfigFile {
  readonly values: FileValues;
  readonly connections: ReadonlyMap<string, { readonly line: number; readonly values: FileValues }>;
  readonly problems: readonly string[];
}

/** Reads the form of the file, not what the keys mean. No problem repeats a value, which may be a secret. */
export function parseConfigFile(text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const problems = [...document.errors, ...document.warnings].map(
    ({ code, pos: [start] }) => `line ${lines.linePos(start).line}: is not YAML as it is meant (${code})`,
  );
  const lineOf = (node: Node | null | undefined) => lines.linePos(node?.range?.[0] ?? 0).line;
  function resolved(node: unknown): unknown {
    if (!isAlias(node)) return node;
    const target = node.resolve(document);
    if (!target) problems.push(`line ${lineOf(node)}: a text that begins with "*" needs quotes`);
    return target;
  }

  /** The entries of a map; a problem where `node` is something else. */
  function readEntries(
    node: unknown,
    where: string,
  ): readonly (readonly [key: string, at: number, node: unknown])[] {
    const map = resolved(node);
    if (map === null || (isScalar(map) && map.value === null)) return [];
    if (!isMap(map)) {
      problems.push(`${where}: must hold keys with values`);
      return [];
    }
    return (map as YAMLMap<Node, unknown>).items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : '',
      lineOf(key),
      resolved(value),
    ]);
  }

  function readValues(node: unknown, where: string): FileValues {
    const values = new Map<string, FileValue>();
    for (const [key, line, value] of readEntries(node, where || 'the file')) {
      if (where === '' && key === 'connections') continue;
      const path = where === '' ? key : `${where}.${key}`;
      if (!SECTIONS.has(key)) values.set(key, { line, ...readValue(value) });
      else
        for (const [inner, at, each] of readEntries(value, `${path} (line ${line})`))
          values.set(`${key}.${inner}`, { line: at, ...readValue(each) });
    }
    return values;
  }

  function readValue(node: unknown): Omit<FileValue, 'line'> {
    if (!isCollection(node)) return { shape: 'text', text: textOf(node) };
    const items = isSeq(node) ? node.items.map(resolved) : [];
    const texts = items.map(textOf);
    const isList = isSeq(node) && items.every(isScalar) && !texts.some((text) => text.includes(','));
    if (isList) return { shape: 'list', text: texts.join(',') };
    return { shape: 'structure', text: JSON.stringify(node.toJS(document)) };
  }

  if (problems.length > 0) return { values: new Map(), connections: new Map(), problems };
  const values = readValues(document.contents, '');
  const all = isMap(document.contents) ? document.contents.get('connections', true) : undefined;
  const connections = readEntries(all ?? null, 'connections').map(
    ([name, line, node]) => [name, { line, values: readValues(node, `connections.${name}`) }] as const,
  );
  return { values, connections: new Map(connections), problems };
}

/** A number as it was written: a token of digits is not to be rounded. */
function textOf(node: unknown): string {
  if (!isScalar(node) || node.value === null) return '';
  return (typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))).trim();
}
