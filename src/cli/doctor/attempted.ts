import { QualtricsError } from '../../qualtrics/errors.ts';

/** What the call gives, or how Qualtrics failed: a check judges either. */
export async function attempted<T>(call: Promise<T>): Promise<T | QualtricsError> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof QualtricsError) return error;
    throw error;
  }
}

/** The failed call with its codes, and the id that Qualtrics' support asks for. */
export function told({ message, requestId }: QualtricsError): string {
  return requestId === undefined ? message : `${message} (request ${requestId})`;
}
