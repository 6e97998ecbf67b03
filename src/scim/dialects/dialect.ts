import type { Attribute } from '../schema/attribute.ts';

/** A habit of identity providers that the RFCs do not have, and what is made of it. */
export interface Dialect {
  /** What `repairs` of a result names it by. */
  readonly id: string;
  /** Who was seen to do it. */
  readonly idp: string;
  /** What arrives. */
  readonly sends: string;
  /** What is made of it, and why. */
  readonly reason: string;
  /** Ids of PATCH vectors and of recorded requests that hold it. */
  readonly provenBy: readonly string[];
}

/** A habit that shows in a value alone: `repair` is asked only where `applies` said yes. */
export interface ValueDialect extends Dialect {
  applies(attribute: Attribute, value: unknown): boolean;
  repair(value: unknown): unknown;
}
