import { z } from 'zod';
import { parseJson } from './parse-json.ts';

/** What an answer's body says, whichever dialect it is in. Codes and ids are safe to log; errorMessage is not. */
export interface Envelope {
  readonly body: 'json' | 'html' | 'other' | 'empty';
  readonly result?: unknown;
  readonly requestId?: string | undefined;
  readonly notice?: string | undefined;
  /** `meta.status` of the 2015 dialect, or an `error` object. */
  readonly failed: boolean;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
}

const words = z.string().min(1).max(2000).optional().catch(undefined);
/** Ends up in log lines, so only what looks like a code or an id. */
const token = z
  .string()
  .regex(/^[\w.:-]{1,100}$/)
  .optional()
  .catch(undefined);

const codes = { errorMessage: words, errorCode: token, qualtricsErrorCode: token, internalErrorCode: token };
const errorSchema = z.looseObject(codes);
const metaSchema = z.looseObject({
  ...codes, // 2015 dialect: beside `status`, not in `error`
  status: words,
  requestId: token,
  notice: words,
  error: errorSchema.optional().catch(undefined),
});
const envelopeSchema = z.looseObject({
  result: z.unknown().optional(),
  meta: metaSchema.optional().catch(undefined),
});

/** Reads a body; never throws. `{"result": ..., "meta": {...}}`, where either may be left out. */
export function readEnvelope(text: string, contentType = ''): Envelope {
  const trimmed = text.trim();
  if (trimmed === '') return { body: 'empty', failed: false };
  if (/\bhtml\b/i.test(contentType) || trimmed.startsWith('<')) return { body: 'html', failed: false };
  const { result, meta } = envelopeSchema.safeParse(parseJson(trimmed)).data ?? {};
  if (result === undefined && meta === undefined) return { body: 'other', failed: false };
  const error: z.infer<typeof errorSchema> = meta?.error ?? meta ?? {};
  return {
    body: 'json',
    result,
    requestId: meta?.requestId,
    notice: meta?.notice,
    failed: meta?.error !== undefined || meta?.status === 'Error',
    errorCode: error.qualtricsErrorCode ?? error.internalErrorCode ?? error.errorCode,
    errorMessage: error.errorMessage,
  };
}
