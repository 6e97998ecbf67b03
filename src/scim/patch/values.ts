import type { Json } from '../../provisioning/resource.ts';
import type { AttributePath, Filter } from '../filter/ast.ts';
import { compileFilter } from '../filter/evaluate.ts';
import { isPlainObject } from '../input/plain-object.ts';
import { isPrimary, withoutPrimary } from '../input/primary.ts';
import { isReference } from '../input/reference.ts';
import { comparisons } from './filter-terms.ts';
import type { SubValues } from './instruction.ts';
import { identityOf } from './same-value.ts';
import type { Work } from './work.ts';

/**
 * The values of a multi-valued attribute while they change, each once and at most one of them primary. Kept by
 * identity, so that to add or remove a member costs the same in a group of five and of fifty thousand.
 */
export class Values {
  readonly #path: AttributePath;
  readonly #before: readonly Json[];
  readonly #work: Work;
  readonly #held = new Map<string, Json>();

  constructor(path: AttributePath, before: Json | undefined, work: Work) {
    this.#path = path;
    this.#before = Array.isArray(before) ? before : [];
    this.#work = work;
    this.#put(this.#before);
  }

  /** In the order of their first appearance. */
  list(): Json[] {
    return [...this.#held.values()];
  }

  isUnchanged(): boolean {
    const before = new Set(this.#before.map((value) => this.#stamp(value)));
    return before.size === this.#held.size && this.list().every((value) => before.has(this.#stamp(value)));
  }

  add(values: readonly Json[]): void {
    if (values.some(isPrimary)) this.#rewrite(withoutPrimary);
    this.#put(values);
  }

  replaceAll(values: readonly Json[]): void {
    this.#held.clear();
    this.#put(values);
  }

  /** A member goes by whom it refers to, another value when it says all that the listed one says. */
  remove(listed: readonly Json[]): void {
    for (const value of listed) {
      if (isReference(this.#path.attribute) || !isPlainObject(value)) {
        this.#held.delete(identityOf(this.#path.attribute, value));
      } else {
        const { primary: _, ...said } = value;
        this.#delete((held) => saysAll(held, said), 1);
      }
    }
  }

  removeWhere(filter: Filter): void {
    this.#delete(testOf(filter), comparisons(filter));
  }

  /** Whether there was such a value. */
  replaceWhere(filter: Filter, value: Json): boolean {
    const chosen = this.#chosen(filter);
    const other = isPrimary(value) ? withoutPrimary : same;
    if (chosen.size > 0) this.#rewrite((held) => (chosen.has(held) ? value : other(held)));
    return chosen.size > 0;
  }

  /** Whether there was such a value. Without a filter every value is one. */
  changeWhere(filter: Filter | undefined, changes: SubValues): boolean {
    const chosen = this.#chosen(filter);
    const primary = changes.get('primary') === true ? [...chosen].at(-1) : undefined;
    const other = primary === undefined ? same : withoutPrimary;
    if (chosen.size > 0) {
      this.#rewrite((held) => {
        const changed = chosen.has(held) ? merged(held, changes) : held;
        return changed === undefined || held === primary ? changed : other(changed);
      });
    }
    return chosen.size > 0;
  }

  #chosen(filter: Filter | undefined): ReadonlySet<Json> {
    if (filter === undefined) return new Set(this.#held.values());
    this.#work.compare(this.#held.size * comparisons(filter));
    return new Set(this.list().filter(testOf(filter)));
  }

  #delete(test: (held: Json) => boolean, comparisonsEach: number): void {
    this.#work.compare(this.#held.size * comparisonsEach);
    for (const [identity, held] of this.#held) if (test(held)) this.#held.delete(identity);
  }

  #rewrite(change: (held: Json) => Json | undefined): void {
    this.#work.rewrite(this.#held.size);
    this.replaceAll(
      this.list()
        .map(change)
        .filter((value) => value !== undefined),
    );
  }

  #put(values: readonly Json[]): void {
    for (const value of values) {
      const identity = identityOf(this.#path.attribute, value);
      const saysPrimary = isPlainObject(value) && value.primary !== undefined;
      if (saysPrimary || !this.#held.has(identity)) this.#held.set(identity, value);
    }
  }

  #stamp(value: Json): string {
    return `${isPrimary(value) ? '*' : ' '}${identityOf(this.#path.attribute, value)}`;
  }
}

const same = (value: Json): Json => value;

function testOf(filter: Filter): (held: Json) => boolean {
  const matches = compileFilter(filter);
  return (held) => isPlainObject(held) && matches(held);
}

function saysAll(held: Json, said: { readonly [name: string]: Json }): boolean {
  return isPlainObject(held) && Object.entries(said).every(([name, value]) => held[name] === value);
}

/** Undefined when nothing is left of it. */
function merged(value: Json, changes: SubValues): Json | undefined {
  if (!isPlainObject(value)) return value;
  const result = { ...value };
  for (const [name, change] of changes) {
    if (change === undefined) delete result[name];
    else result[name] = change;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}
