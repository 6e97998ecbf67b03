import type { Bridge } from '../support/bridge.ts';

/** The user who is there; `{id}` in a path is theirs. */
export const ADA = { userName: 'ada@example.com', name: { givenName: 'Ada', familyName: 'Lovelace' } };

export const operations = (...Operations: readonly object[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

const NEW = { ...ADA, userName: 'new@example.com' };
const ONE = '/Users/{id}';
const as = (type: string) => ({ 'content-type': type });
const NOBODY = { authorization: '' };

type Wrong = readonly [request: Parameters<Bridge['scim']>, status: number, scimType?: string];

/** What is wrong with a request, the request, and how it is to be refused by a service with a limit of 4096 bytes. */
export const wrongRequests: Readonly<Record<string, Wrong>> = {
  'an unknown route': [['GET', '/Nowhere'], 404],
  'the service itself, which is no resource': [['GET', ''], 404],
  'a user who never was': [['GET', '/Users/UR_never'], 404],
  'a PUT of a user who never was': [['PUT', '/Users/UR_never', ADA], 404],
  'a DELETE of a user who never was': [['DELETE', '/Users/UR_never'], 404],
  'a schema that is not known': [['GET', '/Schemas/urn:example:nothing'], 404],
  'a method that the collection has not': [['DELETE', '/Users'], 405],
  'a method that the user has not': [['POST', ONE, NEW], 405],
  'a method that nothing here has': [['OPTIONS', '/Users'], 405],
  'a discovery endpoint that is written to': [['POST', '/Schemas', {}], 405],

  'no token': [['GET', '/Users', undefined, NOBODY], 401],
  'no token on an unknown route': [['GET', '/Nowhere', undefined, NOBODY], 401],

  'a body larger than the limit': [['POST', '/Users', 'x'.repeat(5000)], 413],
  'a body of a form': [['POST', '/Users', 'userName=ada', as('application/x-www-form-urlencoded')], 415],
  'a body of plain text': [['PATCH', ONE, '{}', as('text/plain')], 415],

  'half a body': [['POST', '/Users', '{"userName":'], 400, 'invalidSyntax'],
  'an empty body in a POST': [['POST', '/Users', ''], 400, 'invalidSyntax'],
  'an empty body in a PUT': [['PUT', ONE, ''], 400, 'invalidSyntax'],
  'an empty body in a PATCH': [['PATCH', ONE, ''], 400, 'invalidSyntax'],
  'an array': [['POST', '/Users', [NEW]], 400, 'invalidSyntax'],
  'an array in a PATCH': [['PATCH', ONE, []], 400, 'invalidSyntax'],
  'the value null': [['PUT', ONE, 'null'], 400, 'invalidSyntax'],
  'a number': [['POST', '/Users', '5'], 400, 'invalidSyntax'],
  'a text': [['POST', '/Users', '"ada"'], 400, 'invalidSyntax'],

  'a PATCH without Operations': [['PATCH', ONE, {}], 400, 'invalidSyntax'],
  'a PATCH without an operation': [['PATCH', ONE, operations()], 400, 'invalidSyntax'],
  'an unknown op': [['PATCH', ONE, operations({ op: 'move', path: 'title' })], 400, 'invalidSyntax'],
  'a path that cannot be read': [
    ['PATCH', ONE, operations({ op: 'replace', path: 'name..familyName', value: 'x' })],
    400,
    'invalidPath',
  ],
  'a filter in a path that cannot be read': [
    ['PATCH', ONE, operations({ op: 'replace', path: 'emails[', value: 'x' })],
    400,
    'invalidFilter',
  ],
  'a remove without a path': [['PATCH', ONE, operations({ op: 'remove' })], 400, 'noTarget'],
  'a change of the id': [
    ['PATCH', ONE, operations({ op: 'replace', path: 'id', value: 'UR_x' })],
    400,
    'mutability',
  ],

  'a user without userName': [['POST', '/Users', { name: ADA.name }], 400, 'invalidValue'],
  'a user without a name': [['POST', '/Users', { userName: NEW.userName }], 400, 'invalidValue'],
  'a PUT without userName': [['PUT', ONE, { title: 'x' }], 400, 'invalidValue'],
  'a value of the wrong type': [['POST', '/Users', { ...NEW, name: 'Ada' }], 400, 'invalidValue'],
  'a userName that Qualtrics cannot hold': [
    ['POST', '/Users', { ...NEW, userName: 'a%b@example.com' }],
    400,
    'invalidValue',
  ],
  'a userName that is taken': [['POST', '/Users', ADA], 409, 'uniqueness'],
  'a userName that is taken, in capitals': [
    ['POST', '/Users', { ...ADA, userName: 'ADA@EXAMPLE.COM' }],
    409,
    'uniqueness',
  ],

  'a filter that cannot be read': [['GET', '/Users?filter=userName'], 400, 'invalidFilter'],
  'two filters': [['GET', '/Users?filter=userName%20pr&filter=title%20pr'], 400, 'invalidValue'],
  'a startIndex in words': [['GET', '/Users?startIndex=two'], 400, 'invalidValue'],
  'a count with a fraction': [['GET', '/Users?count=1.5'], 400, 'invalidValue'],
  'attributes and excludedAttributes at once': [
    ['GET', `${ONE}?attributes=title&excludedAttributes=name`],
    400,
    'invalidValue',
  ],
  'a URL that cannot be decoded': [['GET', '/Users/%ZZ'], 400, 'invalidSyntax'],
  'an id that is no UTF-8': [['GET', '/Users/%ff'], 400, 'invalidSyntax'],
};
