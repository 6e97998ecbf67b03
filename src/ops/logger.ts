// Whatever is logged goes one way, so that no call site can forget to keep personal data and secrets out:
//
//   log.info(fields, message) ─► logMethod     fields that are not listed lose their value, err, req and res are reduced,
//                                              an error's own words never become the message; texts are masked
//   log.child(bindings)       ─► child         the same
//                             ─► destination   one JSON object a line
import { format } from 'node:util';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.ts';
import { admitted } from './log-fields.ts';
import { loggedError } from './logged-error.ts';
import { mask } from './masking.ts';
import { standardOutput } from './standard-output.ts';

/** The log of the process, to standard output unless a destination is given. For Fastify's `loggerInstance`. */
export function createLogger(
  level: Config['logLevel'],
  destination: DestinationStream = standardOutput,
): Logger {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // They are reduced already; without these Fastify would bring its own.
      serializers: { err: asItIs, req: asItIs, res: asItIs },
      hooks: {
        logMethod([first, ...rest], method) {
          const fields: unknown = first;
          const hasFields = typeof fields === 'object' && fields !== null;
          const given = fields instanceof Error ? { err: fields } : hasFields ? fields : {};
          const message = messageOf(hasFields ? rest : [fields, ...rest], given);
          method.call(this, admitted(given), message === undefined ? message : mask(message));
        },
        // A child's prefix comes by none of the ways above.
        streamWrite: (line) => (/@|%40/.test(line) ? mask(line) : line),
      },
    },
    destination,
  );
  // Its children have it too. pino's formatter of bindings sees those of the first logger only.
  const { child } = logger;
  logger.child = function admittedChild(this: Logger, bindings, options) {
    return child.call(this, admitted(bindings), options);
  } as typeof child;
  return logger;
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

function asItIs(value: unknown): unknown {
  return value;
}
