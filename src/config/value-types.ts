import { z } from 'zod';

/** A whole number in decimal digits. */
export function wholeNumber(min: number, max: number, fallback: number) {
  return z
    .string()
    .refine((text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number)
    .prefault(String(fallback));
}

export function choice<const Values extends readonly [string, ...string[]]>(
  values: Values,
  fallback: Values[number],
) {
  return z.enum(values, { error: `must be one of: ${values.join(', ')}` }).prefault(fallback);
}

export function flag(fallback: boolean) {
  return z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .transform((text) => text === 'true')
    .prefault(fallback ? 'true' : 'false');
}

/** Text without a default; `whatToDo` is what somebody reads who left it out. */
export function required(whatToDo: string) {
  return z.string({ error: `is required: ${whatToDo}` });
}

/** An answer of `read` that is an Error is the problem; its message says what to do and never repeats the value. */
export function readBy<T>(read: (text: string) => T | Error) {
  return z.transform((text: string, context): T => {
    const value = read(text);
    if (!(value instanceof Error)) return value;
    context.issues.push({ code: 'custom', message: value.message, input: undefined });
    return z.NEVER;
  });
}

/** As `VARIABLE: what to do`. */
export function problemsOf({ issues }: z.ZodError): readonly string[] {
  return issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}
