import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { parse } from 'yaml';
import type { Answer } from './support/bridge.ts';

export const FILE = new URL('../openapi.yaml', import.meta.url);

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Tree = { [name: string]: Json };

/** One method of one path. */
export interface Operation {
  /** `GET /scim/v2/Users/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The example of the request body. */
  readonly example: Tree | undefined;
  /** By status; what each says is looked up where an answer is compared with it. */
  readonly responses: Tree;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export const document: Tree = parse(readFileSync(FILE, 'utf8'));

export const operations: readonly Operation[] = Object.entries(tree(document.paths)).flatMap(
  ([path, item]) => {
    const methods = resolved(item);
    return METHODS.filter((method) => method in methods).map((method) => {
      const { requestBody, responses } = tree(methods[method]);
      const media = tree(resolved(requestBody).content)['application/scim+json'];
      const example = tree(media).example;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        example: example === undefined ? undefined : tree(example),
        responses: tree(responses),
      };
    });
  },
);

/** What of an answer is not as the document says; nothing when all is. */
export function differences({ responses }: Operation, { status, headers, body, text }: Answer): string[] {
  const response = responses[status];
  if (response === undefined) return [`${status} is not documented`];
  const { content, headers: documented } = resolved(response);
  const found = Object.entries(tree(documented)).flatMap(([name, header]) => {
    const { schema } = resolved(header);
    const value = headers.get(name) ?? '';
    return errorsOf(schema, tree(schema).type === 'integer' ? Number(value || Number.NaN) : value, name);
  });
  if (content === undefined) return text === '' ? found : [...found, 'there is a body'];
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const media = tree(content)[type];
  if (media === undefined) return [...found, `"${type}" is not documented`];
  return [...found, ...errorsOf(tree(media).schema, body ?? text, 'body')];
}

/** Answers hold what the document names and nothing else, and nothing that is for requests alone. */
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema(tree(closed(document)), 'openapi.yaml');
const validators = new Map<string, ValidateFunction>();

function errorsOf(schema: Json | undefined, value: unknown, what: string): string[] {
  if (schema === undefined) return [`${what} has no schema`];
  const key = JSON.stringify(schema);
  const inDocument: Json = JSON.parse(key.replaceAll('"#/', '"openapi.yaml#/'));
  const validate = validators.get(key) ?? ajv.compile(tree(closed(inDocument)));
  validators.set(key, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${what}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

function closed(part: Json): Json {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, closed(value)]));
  if (part.type !== 'object' || part.properties === undefined) return copy;
  const answered = Object.entries(tree(copy.properties)).filter(
    ([, value]) => tree(value).writeOnly !== true,
  );
  return { ...copy, properties: Object.fromEntries(answered), additionalProperties: false };
}

/** The part, or what its $ref names. */
export function resolved(part: Json | undefined): Tree {
  const { $ref, ...rest } = tree(part);
  if (typeof $ref !== 'string') return rest;
  return $ref
    .slice(2)
    .split('/')
    .reduce((found, name) => tree(found[name]), document);
}

/** An object; an empty one where there is none. */
export function tree(part: Json | undefined): Tree {
  return typeof part === 'object' && part !== null && !Array.isArray(part) ? part : {};
}
