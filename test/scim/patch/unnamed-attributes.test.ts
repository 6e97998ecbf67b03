import fc from 'fast-check';
import t from 'tap';
import type { Json, Resource } from '../../../src/provisioning/resource.ts';
import { applyPatch } from '../../../src/scim/patch/apply-patch.ts';
import { plainOperations } from './arbitrary-operations.ts';
import { user } from './arbitrary-resource.ts';
import { deepFreeze } from './deep-freeze.ts';
import { schemas } from './vectors.ts';

const RUN = { seed: 7644, numRuns: 2000 };

t.test('what no operation names stays the very same value', async (t) => {
  let changes = 0;
  fc.assert(
    fc.property(user, plainOperations, (before, operations) => {
      deepFreeze(before);
      const { resource: after, changed } = applyPatch(schemas.User, before, { Operations: operations });
      if (changed) changes += 1;
      const named = new Set([...operations.map(({ path }) => placeOf(path)), 'schemas']);
      return [...placesOf(before), ...placesOf(after)].every(
        (place) => named.has(place) || valueAt(before, place) === valueAt(after, place),
      );
    }),
    RUN,
  );
  t.ok(changes > 1000, `${changes} changed something`);
});

t.test('the same request a second time changes nothing', async () => {
  fc.assert(
    fc.property(user, plainOperations, (before, operations) => {
      const body = { Operations: operations };
      const once = applyPatch(schemas.User, before, body).resource;
      return applyPatch(schemas.User, once, body).resource === once;
    }),
    RUN,
  );
});

t.test('a value added is there, a value replaced is the value, a value removed is gone', async () => {
  fc.assert(
    fc.property(user, plainOperations, (before, operations) => {
      const { resource } = applyPatch(schemas.User, before, { Operations: operations });
      return operations.every(({ op, path, value }) => {
        const held = valueAt(resource, path.replace(/\[.*$/, ''));
        if (path.includes('[')) return Array.isArray(held);
        if (op === 'Remove') return held === undefined;
        if (!Array.isArray(value)) return JSON.stringify(held) === JSON.stringify(value);
        const values = Array.isArray(held) ? held.map(withoutPrimary) : [];
        const sent = new Set(value.map(withoutPrimary));
        return (
          [...sent].every((one) => values.includes(one)) && (op === 'add' || values.length === sent.size)
        );
      });
    }),
    RUN,
  );
});

/** The attribute that a path is in, or the sub-attribute of a single-valued one. */
function placeOf(path: string): string {
  return path.replace(/\[.*$/, '');
}

function placesOf(resource: Resource): string[] {
  return Object.entries(resource).flatMap(([name, value]) => {
    if (name.startsWith('urn:')) return Object.keys(value ?? {}).map((sub) => `${name}:${sub}`);
    return name === 'name' ? Object.keys(value ?? {}).map((sub) => `name.${sub}`) : [name];
  });
}

function valueAt(resource: Resource, place: string): Json | undefined {
  const split = place.startsWith('urn:') ? place.lastIndexOf(':') : place.indexOf('.');
  const owner = split < 0 ? resource : (resource[place.slice(0, split)] as Resource | undefined);
  return owner?.[place.slice(split + 1)];
}

function withoutPrimary(value: Json): string {
  return JSON.stringify({ ...(value as Resource), primary: undefined });
}
