// Whatever is logged goes one way, so that no call site can forget to keep personal data and secrets out:
//
//   log.info(fields, message) ─► admitted     fields that are not listed lose their value, err, req and res are reduced
//                             ─► mask         an error's own words never become the message; texts are masked
//                             ─► destination  one JSON object a line
//
// Not pino, which Fastify would bring: its lines had to be parsed and written anew to be sure of them, a tenth of a
// request's whole cost (docs/decisions/log-lines.md).
import { format } from 'node:util';
import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/config.ts';
import { admitted } from './log-fields.ts';
import { loggedError } from './logged-error.ts';
import { mask } from './masking.ts';
import { standardOutput } from './standard-output.ts';

type Level = Config['logLevel'];

/** From what nobody reads to what ends the process. */
const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

export interface LogDestination {
  write(line: string): void;
}

/** The log of the process, to standard output unless a destination is given. For Fastify's `loggerInstance`. */
export function createLogger(level: Level, destination: LogDestination = standardOutput): FastifyBaseLogger {
  return new LineLogger(level, destination, {});
}

class LineLogger implements FastifyBaseLogger {
  readonly level: Level;
  readonly #destination: LogDestination;
  readonly #bindings: object;

  constructor(level: Level, destination: LogDestination, bindings: object) {
    this.level = level;
    this.#destination = destination;
    this.#bindings = bindings;
  }

  child(bindings: object): LineLogger {
    return new LineLogger(this.level, this.#destination, { ...this.#bindings, ...bindings });
  }

  trace(...args: readonly unknown[]): void {
    this.#log('trace', args);
  }

  debug(...args: readonly unknown[]): void {
    this.#log('debug', args);
  }

  info(...args: readonly unknown[]): void {
    this.#log('info', args);
  }

  warn(...args: readonly unknown[]): void {
    this.#log('warn', args);
  }

  error(...args: readonly unknown[]): void {
    this.#log('error', args);
  }

  fatal(...args: readonly unknown[]): void {
    this.#log('fatal', args);
  }

  silent(): void {}

  #log(level: Level, [first, ...rest]: readonly unknown[]): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.level)) return;
    const hasFields = typeof first === 'object' && first !== null;
    const fields = first instanceof Error ? { err: first } : hasFields ? first : {};
    const message = messageOf(hasFields ? rest : [first, ...rest], fields);
    const start = `"level":"${level}","time":"${new Date().toISOString()}"`;
    const members = admitted({ ...this.#bindings, ...fields });
    const end = message === undefined ? '' : `,"msg":${JSON.stringify(mask(message))}`;
    this.#destination.write(`{${start}${members}${end}}\n`);
  }
}

/** Fastify makes error.message the message; it may quote what a client sent. */
function messageOf([text, ...values]: readonly unknown[], fields: object): string | undefined {
  const error = 'err' in fields && fields.err instanceof Error ? fields.err : undefined;
  if (error && (text === undefined || text === error.message)) {
    const { message, type } = loggedError(error);
    return message ?? type;
  }
  return text === undefined ? undefined : format(text, ...values);
}
