import fc from 'fast-check';
import t from 'tap';
import {
  ENTERPRISE_USER_SCHEMA as ENTERPRISE,
  QUALTRICS_USER_SCHEMA as QUALTRICS,
} from '../../../src/provisioning/resource.ts';
import { readResource } from '../../../src/scim/input/read-resource.ts';
import { ScimError } from '../../../src/scim/scim-error.ts';
import { group, user } from '../patch/arbitrary-resource.ts';
import { deepFreeze } from '../patch/deep-freeze.ts';
import { schemas } from '../patch/vectors.ts';

const userName = 'ada@users.example.com';

t.test('what was read reads as itself', async () => {
  fc.assert(
    fc.property(fc.oneof(user, group), (resource) => {
      deepFreeze(resource);
      const schema = schemas[resource.id === 'user-self' ? 'User' : 'Group'];
      const { id: _, ...sent } = resource;
      const first = readResource(schema, resource);
      const second = readResource(schema, first.resource);
      const { schemas: __, ...read } = first.resource;
      return (
        JSON.stringify(read) === JSON.stringify(sent) &&
        JSON.stringify(second.resource) === JSON.stringify(first.resource) &&
        [...second.cleared, ...second.ignored, ...second.repairs].length === 0
      );
    }),
    { seed: 7643, numRuns: 1000 },
  );
});

t.test('whatever the body, the answer is a resource or a 400', async () => {
  const key = fc.oneof(
    fc.constantFrom(
      'userName',
      'name',
      'emails',
      'active',
      'schemas',
      'meta',
      '__proto__',
      ENTERPRISE,
      QUALTRICS,
    ),
    fc.string(),
  );
  const body = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(key, fc.jsonValue({ maxDepth: 4 })).map((rest) => ({ userName, ...rest })),
  );
  fc.assert(
    fc.property(body, (value) => {
      deepFreeze(value);
      try {
        readResource(schemas.User, value);
        return true;
      } catch (error) {
        return error instanceof ScimError && error.status === 400;
      }
    }),
    { seed: 7643, numRuns: 3000 },
  );
});
