import fc from 'fast-check';
import t from 'tap';
import { applyPatch } from '../../../src/scim/patch/apply-patch.ts';
import { readGroupPatch } from '../../../src/scim/patch/read-group-patch.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { refusalOf } from '../refusal-of.ts';
import { oddBody } from './arbitrary-operations.ts';
import { group, user } from './arbitrary-resource.ts';
import { deepFreeze } from './deep-freeze.ts';
import { schemas } from './vectors.ts';

const RUN = { seed: 7644, numRuns: 3000 };

t.test('whatever the body, the answer is a resource or a 400, and nothing given is changed', async (t) => {
  let applied = 0;
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(user, group), oddBody, (resource, body) => {
      const schema = schemas[resource.id === 'user-self' ? 'User' : 'Group'];
      deepFreeze(resource);
      deepFreeze(body);
      try {
        const result = applyPatch(schema, resource, body);
        applied += 1;
        return result.changed === (result.resource !== resource) && !('password' in result.resource);
      } catch (error) {
        refused += 1;
        return isRefusal(error);
      }
    }),
    RUN,
  );
  t.comment(`${applied} applied, ${refused} refused`);
  t.ok(applied > 500 && refused > 500);
});

t.test('a group patch is refused for the same reason when it is read without the members', async () => {
  fc.assert(
    fc.property(group, oddBody, (resource, body) => {
      const refused = refusalOf(() => applyPatch(schemas.Group, resource, body));
      const withoutMembers = refusalOf(() => readGroupPatch(schemas.Group, body).applyAttributes(resource));
      return refused === withoutMembers;
    }),
    RUN,
  );
});

function isRefusal(error: unknown): boolean {
  return error instanceof ScimError && error.status === 400 && error.scimType !== undefined;
}
