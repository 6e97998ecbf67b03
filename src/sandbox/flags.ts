import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import * as z from 'zod';
import { SandboxInputError } from './input.ts';
import { optionsSchema } from './option-schema.ts';

/** One option as the command line and the documentation show it. */
export interface OptionRow {
  /** `putMode` */
  readonly name: string;
  /** `put-mode` */
  readonly flag: string;
  readonly kind: 'boolean' | 'text' | 'list' | 'number' | 'json';
  readonly nullable: boolean;
  /** As JSON; empty where the dialect decides. */
  readonly fallback: string;
  /** The values it takes, where they are few. */
  readonly values: readonly string[];
  readonly description: string;
}

/** Every option, from the schema itself, so that neither --help nor the documentation can drift from it. */
export function optionRows(): OptionRow[] {
  const { properties = {} } = z.toJSONSchema(optionsSchema, { io: 'input' });
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (typeof schema === 'boolean') return [];
    const forms = (schema.anyOf ?? [schema]).filter((form) => typeof form !== 'boolean');
    const types = forms.map((form) => form.type);
    return {
      name,
      flag: name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      kind: kindOf(forms[0]),
      nullable: types.includes('null'),
      fallback: schema.default === undefined ? '' : JSON.stringify(schema.default),
      values: forms.flatMap((form) => form.enum ?? form.const ?? []).map(String),
      description: schema.description ?? '',
    };
  });
}

/** Options from `--put-mode merge --users 50`; not yet checked. Throws SandboxInputError for unknown flags. */
export function readFlags(args: readonly string[]): { help: boolean; options: Record<string, unknown> } {
  const rows = optionRows();
  const config: ParseArgsOptionsConfig = { help: { type: 'boolean', short: 'h' } };
  for (const { flag, kind } of rows) {
    config[flag] = { type: kind === 'boolean' ? 'boolean' : 'string', multiple: kind === 'list' };
  }
  const values = parsedFlags([...args], config);
  const options: Record<string, unknown> = {};
  for (const row of rows) {
    const value = values[row.flag];
    if (value !== undefined) options[row.name] = typeof value === 'string' ? fromText(value, row) : value;
  }
  return { help: values.help === true, options };
}

export function helpText(): string {
  const lines = optionRows().map(({ flag, kind, fallback, values, description }) => {
    const choice = values.length > 0 ? ` (${values.join(', ')})` : '';
    const preset = fallback === '' ? '' : ` [${fallback}]`;
    const usage =
      kind === 'boolean'
        ? `--[no-]${flag}`
        : `--${flag} ${kind === 'list' ? 'TEXT (repeat it)' : kind.toUpperCase()}`;
    return `  ${usage}\n      ${description}${choice}${preset}`;
  });
  return lines.join('\n');
}

function parsedFlags(args: string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args, options, allowNegative: true }).values;
  } catch (error) {
    if (error instanceof TypeError) throw new SandboxInputError('SANDBOX_FLAGS', [error.message]);
    throw error;
  }
}

function kindOf(schema: z.core.JSONSchema.JSONSchema | undefined): OptionRow['kind'] {
  switch (schema?.type) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    case 'array':
      return 'list';
    case 'integer':
    case 'number':
      return 'number';
    default:
      return 'json';
  }
}

/** Text that is not the JSON it should be stays text, for the options' own check to name the problem. */
function fromText(value: string, { kind, nullable }: OptionRow): unknown {
  if (nullable && value === 'null') return null;
  if (kind !== 'json' && kind !== 'number') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
