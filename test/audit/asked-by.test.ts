/** Who asked, as the audit tells it. */
import { createHash } from 'node:crypto';
import t from 'tap';
import { KEPT_IN_QUALTRICS } from '../provisioning/people.ts';
import { TOKEN } from '../support/brand.ts';
import { startBridge } from '../support/bridge.ts';
import { patch } from './entries.ts';

const OTHER = 'another-token-0002';

t.test('a request is told by its token, its agent and its id in the log, and no token is kept', async (t) => {
  const bridge = await startBridge(t, {}, { SCIM_BEARER_TOKENS: `${TOKEN},${OTHER}` });
  const { id } = bridge.sandbox.putUser(KEPT_IN_QUALTRICS);
  const agent = 'Okta SCIM Client 1.0.0';
  await bridge.scim('PATCH', `/Users/${id}`, patch('title', 'A'), { 'user-agent': agent });
  await bridge.scim('PATCH', `/Users/${id}`, patch('title', 'B'), { authorization: `bearer ${OTHER}` });
  await bridge.scim('DELETE', `/Users/${id}`, undefined, { authorization: `Bearer   ${TOKEN}` });
  const entries = await bridge.audit();
  const fingerprint = (token: string) => createHash('sha256').update(token).digest('hex').slice(0, 6);
  t.match(
    entries.map(({ askedBy }) => askedBy),
    [
      {
        token: fingerprint(TOKEN),
        method: 'PATCH',
        route: '/scim/v2/Users/:id',
        userAgent: agent,
        requestId: /^[0-9a-f-]{36}$/,
      },
      { token: fingerprint(OTHER), method: 'PATCH' },
      { token: fingerprint(TOKEN), method: 'DELETE' },
      { token: fingerprint(TOKEN), method: 'DELETE' },
    ],
  );
  t.notMatch(JSON.stringify(entries), /test-token|another-token/);
});

t.test('no password gets into the audit, and permissions are told by name only', async (t) => {
  const bridge = await startBridge(t, {}, { QUALTRICS_PASSWORD: 'pass' });
  const password = 'Analytical-1843';
  const { body } = await bridge.scim('POST', '/Users', {
    userName: 'ada@example.com',
    password,
    name: { givenName: 'Ada', familyName: 'Lovelace' },
  });
  await bridge.scim('PATCH', `/Users/${body.id}`, patch('password', `${password}-2`));
  const text = JSON.stringify(await bridge.audit());
  t.match(text, /Lovelace/);
  t.notMatch(text, password);
});
