import t from 'tap';
import { applyPatch, type PatchResult } from '../../../src/scim/patch/apply-patch.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { cpuTime } from '../../support/cpu-time.ts';
import { bodyOf, type Expectation, sameResource, schemas, type Vector, vectors } from './vectors.ts';

const BUILT_INS = [Object, Object.prototype, Array.prototype, Function.prototype, JSON, Map.prototype];

let run = 0;
for (const vector of vectors) {
  const { id, title, requires, resourceType } = vector;
  const isKnown = requires === undefined || schemas[resourceType].extensions.has(requires.toLowerCase());
  await t.test(`${id}: ${title}`, { skip: isKnown ? false : `needs ${requires}` }, async (t) => {
    run += 1;
    const body = bodyOf(vector);
    const sent = JSON.stringify(body);
    const held = JSON.stringify(vector.resource);
    const before = builtIns();
    const start = cpuTime();
    const outcome = outcomeOf(vector, body);
    const took = cpuTime() - start;
    const after = builtIns();

    t.ok(meets(outcome, vector.expect, vector), JSON.stringify(outcome));
    t.equal(JSON.stringify(vector.resource), held, 'the resource given is as it was');
    t.equal(JSON.stringify(body), sent, 'the body is as it was');
    if (!(outcome instanceof ScimError)) {
      t.equal(outcome.changed, outcome.resource !== vector.resource);
      t.equal('password' in outcome.resource, false, 'no password in the resource');
    }
    if (vector.maxMs !== undefined) t.ok(took < vector.maxMs, `answered in ${took} ms`);
    if (vector.hostile) {
      const isSame = after.length === before.length && after.every((part, index) => part === before[index]);
      t.ok(isSame, 'no built-in object has changed');
    }
  });
}
t.comment(`${run} of ${vectors.length} vectors run`);
t.equal(run, 201);

function outcomeOf(vector: Vector, body: unknown): PatchResult | ScimError {
  try {
    return applyPatch(schemas[vector.resourceType], vector.resource, body);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

function meets(outcome: PatchResult | ScimError, expected: Expectation, vector: Vector): boolean {
  if ('anyOf' in expected) return expected.anyOf.some((one) => meets(outcome, one, vector));
  if ('error' in expected) {
    const { status, scimType } = expected.error;
    return (
      outcome instanceof ScimError &&
      [status].flat().includes(outcome.status) &&
      (scimType === undefined || [scimType].flat().includes(outcome.scimType ?? ''))
    );
  }
  if (outcome instanceof ScimError) return false;
  if ('unchanged' in expected) return outcome.resource === vector.resource;
  return outcome.changed && sameResource(outcome.resource, expected.resource);
}

/** All that the objects hold which prototype pollution aims at. */
function builtIns(): unknown[] {
  return BUILT_INS.flatMap((object) =>
    Reflect.ownKeys(object).flatMap((key) => {
      const property = Reflect.getOwnPropertyDescriptor(object, key);
      return [key, property?.value, property?.get, property?.set];
    }),
  );
}
