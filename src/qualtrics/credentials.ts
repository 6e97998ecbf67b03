import { performance } from 'node:perf_hooks';
import { QualtricsError } from './errors.ts';

/** A secret that may be replaced while the process runs; read at each use, never kept. */
export type Secret = () => string;

export interface Credentials {
  /** The header that one call carries. Throws QualtricsError. */
  header(endpoint: string): Promise<Record<string, string>>;
  /** Qualtrics answered 401 to that header. True when another try would carry a different one; never rejects. */
  refused(header: Record<string, string>): Promise<boolean>;
}

/**
 * A secret was replaced: the new one is in use, or it is refused or opens another brand, and the old one stays in use.
 * Must not throw.
 */
export type OnRotation = (outcome: 'in-use' | 'refused' | 'other-brand') => void;

export interface TokenRotation {
  /** Whether the token opens the right brand. Throws QualtricsError for one that does not work. */
  readonly prove: (header: Record<string, string>) => Promise<boolean>;
  readonly onRotation: OnRotation;
  /** A clock in ms that never goes back. */
  readonly now?: () => number;
}

/** A proof may fail in an outage, and what is refused may be accepted later. */
const PROVE_AGAIN_MS = 30_000;
/** The same while nothing works without it. */
const PROVE_SOON_MS = 1_000;

/**
 * An API token, in X-API-TOKEN. It carries the rights of the user who owns it. A new one is used as soon as it is
 * proven; calls wait for that where the old one is refused: who makes a new token at Qualtrics thereby ends the old one.
 */
export function createTokenCredentials(
  token: Secret,
  { prove, onRotation, now = () => performance.now() }: TokenRotation = TRUSTING,
): Credentials {
  let inUse: string | undefined;
  let isRefused = false;
  let proof = { candidate: '', at: Number.NEGATIVE_INFINITY, isTold: false, ended: Promise.resolve() };

  async function proven(candidate: string): Promise<'in-use' | 'refused' | 'other-brand' | undefined> {
    try {
      return (await prove({ 'x-api-token': candidate })) ? 'in-use' : 'other-brand';
    } catch (error) {
      // An outage proves nothing.
      return error instanceof QualtricsError && error.code === 'credential' ? 'refused' : undefined;
    }
  }

  async function tryOut(candidate: string): Promise<void> {
    const outcome = await proven(candidate);
    if (proof.candidate !== candidate || outcome === undefined) return;
    if (outcome === 'in-use') {
      inUse = candidate;
      isRefused = false;
    } else if (proof.isTold) return;
    proof.isTold = true;
    onRotation(outcome);
  }

  /** Resolves when it is known, as of a moment ago, whether the token that is offered will do. */
  async function settle(offered: string): Promise<void> {
    const isNew = proof.candidate !== offered;
    if (isNew || now() >= proof.at + (isRefused ? PROVE_SOON_MS : PROVE_AGAIN_MS)) {
      proof = { ...proof, candidate: offered, at: now(), isTold: !isNew && proof.isTold };
      proof.ended = tryOut(offered);
    }
    if (isRefused) await proof.ended;
  }

  return {
    async header(endpoint) {
      const offered = readSecret(token, endpoint);
      inUse ??= offered;
      if (offered !== inUse) await settle(offered);
      return { 'x-api-token': inUse };
    },
    async refused(header) {
      const sent = header['x-api-token'];
      const offered = token();
      if (sent === inUse) isRefused = true;
      if (sent === inUse && offered !== sent) await settle(offered);
      return inUse !== sent;
    },
  };
}

const TRUSTING: TokenRotation = { prove: async () => true, onRotation: () => {} };

/** The secret, if it can stand in a header: a stray line break would make every call an obscure network error. */
export function readSecret(secret: Secret, endpoint: string): string {
  const value = secret();
  if (!/^[\x21-\x7e]+$/.test(value)) throw new QualtricsError('credential', endpoint);
  return value;
}
