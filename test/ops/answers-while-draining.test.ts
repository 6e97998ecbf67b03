import t from 'tap';
import { startBridge } from '../support/bridge.ts';

t.test('an answer that is under way while the server closes still has its location', async (t) => {
  const { scim, sandbox, server } = await startBridge(t, { users: 1 });
  const { body } = await scim('GET', '/Users?count=1');
  const { id } = body.Resources[0];
  sandbox.setOptions({ latencyMs: 200 });
  const answer = scim('PATCH', `/Users/${id}`, {
    Operations: [{ op: 'replace', path: 'displayName', value: 'Ada Marsh' }],
  });
  await sandboxIsAsked(sandbox);
  await Promise.all([server.close(), answer]);
  const { status, body: user } = await answer;
  t.equal(status, 200);
  t.match(user.meta.location, /^http:\/\/127\.0\.0\.1:\d+\/scim\/v2\/Users\//);
});

async function sandboxIsAsked(sandbox: {
  readonly calls: readonly { readonly method: string; readonly path: string }[];
}) {
  while (!sandbox.calls.some(({ path }) => /\/users\/UR_/.test(path))) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
