// Whatever is logged goes one way, so that no call site can forget to keep personal data and secrets out:
//
//   log.info(fields, message) ─► logMethod     an error's own words never become the message
//                             ─► serializers   err, req and res are reduced to what is known to be harmless
//                             ─► admitLine     fields that are not listed lose their value, texts are masked
//                             ─► destination   one JSON object a line
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.ts';
import { admitLine } from './log-fields.ts';
import { loggedError } from './logged-error.ts';
import { requestFields } from './request-fields.ts';

/** The log of the process, to standard output unless a destination is given. For Fastify's `loggerInstance`. */
export function createLogger(level: Config['logLevel'], destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: loggedError,
        req: requestFields,
        res: ({ statusCode }: { readonly statusCode: number }) => ({ status: statusCode }),
      },
      hooks: {
        logMethod(args, method) {
          const [fields, message] = args;
          const error = errorOf(fields);
          // Fastify and pino both make error.message the message; it may quote what a client sent.
          const taken = error !== undefined && (message === undefined || message === error.message);
          method.apply(this, taken ? [fields, summaryOf(error)] : args);
        },
        streamWrite: admitLine,
      },
    },
    // Synchronous, so that the last lines of a process that exits are out.
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}

function errorOf(fields: unknown): Error | undefined {
  if (fields instanceof Error) return fields;
  const held = typeof fields === 'object' && fields !== null && 'err' in fields ? fields.err : undefined;
  return held instanceof Error ? held : undefined;
}

function summaryOf(error: Error): string {
  const { message, type } = loggedError(error);
  return message ?? type;
}
