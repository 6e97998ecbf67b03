import type { JsonObject } from '../../sandbox/json.ts';
import type { SandboxUserInput } from '../../sandbox/sandbox.ts';

/** One IdP at work. */
export interface Act {
  readonly idp: 'Okta' | 'Entra ID';
  readonly title: string;
  /** What the IdP sends with each request, beside the bearer token and the content type of a body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

export type Step = IdpStep | HandStep;

interface StepText {
  readonly title: string;
  /** Who does this, and why. */
  readonly why: string;
  /** The userName of the person whose record is watched. */
  readonly person: string;
}

/** The IdP sends something. */
export interface IdpStep extends StepText {
  readonly exchanges: readonly Exchange[];
  /** Every field of the record that differs afterwards, with its new value, null for empty. Left out: none may. */
  readonly changes?: (scene: Scene) => Readonly<Record<string, string | null>>;
  /** Fields of the record that the request names without changing them. */
  readonly alsoNamed?: readonly string[];
}

/** Somebody works in Qualtrics itself. */
export interface HandStep extends StepText {
  readonly byHand: (scene: Scene) => Omit<SandboxUserInput, 'id'>;
}

/** A SCIM request and what is expected of it. */
export interface Exchange {
  readonly send: (scene: Scene) => ScimRequest;
  readonly status: number;
  /** The Qualtrics calls that it causes, such as `PUT /users/{id}`. */
  readonly calls: readonly string[];
  /** What the answer holds, among other things. */
  readonly answer?: JsonObject;
}

export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** From /scim/v2 on. */
  readonly path: string;
  readonly body?: JsonObject;
}

/** What a step may build on. */
export interface Scene {
  /** The Qualtrics id of the step's person; empty before there is an account. */
  readonly id: string;
  /** The body of the answer before this request. */
  readonly answer: JsonObject;
  /** The id of the division of that name; empty when there is none. */
  divisionId(name: string): string;
}
