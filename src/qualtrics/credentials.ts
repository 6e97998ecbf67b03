import { performance } from 'node:perf_hooks';
import { QualtricsError } from './errors.ts';

/** A secret that may be replaced while the process runs; read at each use, never kept. */
export type Secret = () => string;

export interface Credentials {
  /** The header that one call carries. Throws QualtricsError. */
  header(endpoint: string): Promise<Record<string, string>>;
  /** Qualtrics answered 401 to that header. True when another try would carry a different one. */
  refused(header: Record<string, string>): boolean;
}

/** A secret was replaced: the new one is in use, or it is refused and the old one stays in use. Must not throw. */
export type OnRotation = (outcome: 'in-use' | 'refused') => void;

export interface TokenRotation {
  /** Throws QualtricsError for a token that does not work. */
  readonly prove: (header: Record<string, string>) => Promise<unknown>;
  readonly onRotation: OnRotation;
  /** A clock in ms that never goes back. */
  readonly now?: () => number;
}

/** A proof may fail in an outage, and what is refused may be accepted later. */
const PROVE_AGAIN_MS = 30_000;

/**
 * An API token, in X-API-TOKEN. It carries the rights of the user who owns it. A new one is used as soon as it is
 * proven, or at once when the old one is refused: who makes a new token at Qualtrics thereby ends the old one.
 */
export function createTokenCredentials(
  token: Secret,
  { prove, onRotation, now = () => performance.now() }: TokenRotation = TRUSTING,
): Credentials {
  let inUse: string | undefined;
  let isRefused = false;
  let proof = { candidate: '', againAt: 0, isTold: false };

  function use(candidate: string): string {
    if (inUse !== undefined && inUse !== candidate) onRotation('in-use');
    isRefused = false;
    inUse = candidate;
    return candidate;
  }

  async function tryOut(candidate: string): Promise<void> {
    const isTold = proof.candidate === candidate && proof.isTold;
    proof = { candidate, againAt: now() + PROVE_AGAIN_MS, isTold };
    try {
      await prove({ 'x-api-token': candidate });
      use(candidate);
    } catch (error) {
      if (isTold || !(error instanceof QualtricsError) || error.code !== 'credential') return;
      proof = { ...proof, isTold: true };
      onRotation('refused');
    }
  }

  return {
    async header(endpoint) {
      const offered = readSecret(token, endpoint);
      const current = inUse === undefined || isRefused ? use(offered) : inUse;
      const isDue = proof.candidate !== offered || now() >= proof.againAt;
      if (offered !== current && isDue) void tryOut(offered);
      return { 'x-api-token': current };
    },
    refused(header) {
      if (header['x-api-token'] === inUse) isRefused = true;
      return token() !== header['x-api-token'];
    },
  };
}

const TRUSTING: TokenRotation = { prove: async () => {}, onRotation: () => {} };

/** The secret, if it can stand in a header: a stray line break would make every call an obscure network error. */
export function readSecret(secret: Secret, endpoint: string): string {
  const value = secret();
  if (!/^[\x21-\x7e]+$/.test(value)) throw new QualtricsError('credential', endpoint);
  return value;
}
