import t from 'tap';
import { startBridge } from '../support/bridge.ts';
import { parseExposition } from './exposition.ts';

t.test('a bridge at work tells how its way to Qualtrics is', async (t) => {
  const bridge = await startBridge(t, { users: 1 });
  const id = bridge.sandbox.users().find((user) => user.id !== bridge.sandbox.ownerId)?.id;
  const rename = (givenName: string) =>
    bridge.scim('PATCH', `/Users/${id}`, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'name.givenName', value: givenName }],
    });
  bridge.sandbox.fault({ match: { method: 'GET' }, effect: { kind: 'status', status: 429, retryAfter: 0 } });
  await Promise.all(['Ada', 'Grace'].map(rename));

  const { samples } = parseExposition(await (await fetch(`${bridge.origin}/metrics`)).text());
  const valuesOf = (name: string) =>
    samples
      .filter((sample) => sample.name === name)
      .map(({ labels, value }) => {
        t.equal(labels.connection, 'default');
        const { connection, ...others } = labels;
        return { ...others, value };
      });
  t.strictSame(valuesOf('qualtrics_queue_length'), [
    { lane: 'deactivation', value: 0 },
    { lane: 'interactive', value: 0 },
    { lane: 'background', value: 0 },
  ]);
  t.strictSame(valuesOf('qualtrics_circuit_open'), [{ value: 0 }]);
  t.strictSame(valuesOf('qualtrics_rate_limit_pauses_total'), [{ value: 1 }]);
  t.strictSame(valuesOf('qualtrics_call_retries_total'), [{ endpoint: 'GET /users/{id}', value: 1 }]);
  t.ok((valuesOf('qualtrics_ceiling_used_ratio')[0]?.value ?? 0) > 0);
  t.ok((valuesOf('qualtrics_ceiling_allowed_ratio')[0]?.value ?? 1) < 0.7);
  t.ok((valuesOf('scim_lock_wait_seconds_count')[0]?.value ?? 0) >= 2);
  t.ok((valuesOf('scim_lock_wait_seconds_sum')[0]?.value ?? 0) > 0, 'the second waited for the first');
});
