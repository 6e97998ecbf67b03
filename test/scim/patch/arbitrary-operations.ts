import fc from 'fast-check';
import type { Json } from '../../../src/provisioning/resource.ts';
import { userValues } from './arbitrary-resource.ts';

export interface PlainOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: Json;
}

export const anyOp = fc.constantFrom('add', 'replace', 'remove', 'Add', 'Replace', 'Remove');

/** Operations on different attributes of a user, each with a value that the schema allows. */
export const plainOperations: fc.Arbitrary<PlainOperation[]> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(userValues)), { minLength: 1, maxLength: 5 })
  .chain((paths) => fc.tuple(...paths.map((path) => operationOn(path))));

function operationOn(path: string): fc.Arbitrary<PlainOperation> {
  const value = userValues[path] ?? fc.constant(null);
  const said = fc.record({ op: fc.constantFrom('add', 'Replace'), path: fc.constant(path), value });
  const removal = fc.record({ op: fc.constant('Remove'), path: fc.constant(path) });
  const valuePath = fc.record({
    op: fc.constantFrom('Add', 'replace'),
    path: fc.constantFrom(`${path}[type eq "work"].display`, `${path}[type eq "pager"].primary`),
    value: fc.constant('true'),
  });
  const isList = ['emails', 'phoneNumbers'].includes(path);
  return fc.oneof(said, ...(path === 'userName' ? [] : [removal]), ...(isList ? [valuePath] : []));
}

const oddPath = fc.oneof(
  fc.constantFrom(
    ...Object.keys(userValues),
    'emails[type eq "work"]',
    'emails[type eq "work"].value',
    'emails[primary eq true].primary',
    'addresses[type eq "home" and country eq "JP"].locality',
    'phoneNumbers[not (type eq "work")]',
    'emails.value',
    'members',
    'members[value eq "a"]',
    'members[type eq "User"]',
    'id',
    'manager',
    'name',
    'password',
    '__proto__.x',
    'constructor',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  ),
  fc.string({ maxLength: 30 }),
);

const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom('', 'True', null, [], {}, [null], [{}], [''], { value: null }, [
    { value: 'a', primary: 'True' },
  ]),
  fc.dictionary(oddPath, fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
  ...Object.values(userValues),
);

const oddOperation = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...Object.keys(userValues)).chain(operationOn) },
  {
    weight: 9,
    arbitrary: fc.record({ op: anyOp, path: oddPath, value: oddValue }, { requiredKeys: ['op'] }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** From a fine request to no request at all. */
export const oddBody = fc.oneof(
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 9,
    arbitrary: fc.record({ Operations: fc.array(oddOperation, { minLength: 1, maxLength: 4 }) }),
  },
);
