import type { Envelope } from './envelope.ts';
import type { QualtricsErrorCode } from './errors.ts';

/** The parts of an answer that decide what it means when it is no success. */
export interface Refusal extends Pick<Envelope, 'body' | 'errorCode' | 'errorMessage'> {
  readonly status: number;
}

interface Rule {
  readonly code: QualtricsErrorCode;
  readonly when: (refusal: Refusal) => boolean;
}

/** Usernames, in which any word may be. They may be as long as 100 characters. */
const ADDRESS = /[^\s@]{0,100}@\S*/g;
const QUOTED = /"[^"]*"|(?<!\w)'[^']*'/g;
const NO_PERMISSION = /do(es)? not have (permission|access)/i;
const NO_ROOM = /\b(seats?|licen[cs]es?|quota|maximum|limit(ed)?)\b/i;
const IN_USE = /already|\bexists\b|\btaken\b|\bin use\b|duplicate/i;

/**
 * The first rule that holds decides. No code of the users and divisions services is known in public, so apart from
 * the credential codes the table goes by status and words; correct it here when a real brand says otherwise.
 */
const RULES: readonly Rule[] = [
  { code: 'limited', when: ({ status }) => status === 429 },
  // Recorded: 401 DCD_7 "Unrecognized X-API-TOKEN.", 400 ATP_2 "Expected authorization in headers".
  { code: 'credential', when: ({ status }) => status === 401 },
  { code: 'credential', when: ({ errorCode }) => errorCode === 'ATP_2' || errorCode === 'DCD_7' },
  { code: 'unavailable', when: ({ status, body }) => status < 400 || status >= 500 || body === 'html' },
  { code: 'unavailable', when: ({ status }) => status === 407 || status === 408 },
  { code: 'forbidden', when: ({ status }) => status === 403 },
  // The 2015 dialect says "You do not have permission to access this resource." with 404.
  {
    code: 'forbidden',
    when: ({ status, errorMessage = '' }) => status === 404 && NO_PERMISSION.test(errorMessage),
  },
  // An unknown route is a 404 without any code: a wrong host or a proxy, never a statement about the object.
  { code: 'not-found', when: ({ status, errorCode }) => status === 404 && errorCode !== undefined },
  { code: 'unavailable', when: ({ status }) => status === 404 },
  // No recorded answer tells what a brand without a free seat says, nor with which status.
  {
    code: 'invalid',
    when: ({ status, errorMessage = '' }) => status === 409 && NO_ROOM.test(errorMessage.replace(QUOTED, '')),
  },
  { code: 'taken', when: ({ status }) => status === 409 },
  {
    code: 'taken',
    when: ({ errorMessage = '' }) => /user ?name/i.test(errorMessage) && IN_USE.test(errorMessage),
  },
];

/** What an answer that is no success means. Every other 4xx is 'invalid'. */
export function classify(refusal: Refusal): QualtricsErrorCode {
  const withoutAddress = { ...refusal, errorMessage: refusal.errorMessage?.replace(ADDRESS, '') };
  return RULES.find((rule) => rule.when(withoutAddress))?.code ?? 'invalid';
}
