import { getEventListeners } from 'node:events';
import t from 'tap';
import { within } from '../../src/provisioning/within.ts';

t.test('what is done in time is given, and the signal keeps no listener', async (t) => {
  const { signal } = new AbortController();
  t.equal(await within(signal, Promise.resolve(1)), 1);
  await t.rejects(within(signal, Promise.reject(new Error('no'))), { message: 'no' });
  t.equal(getEventListeners(signal, 'abort').length, 0);
});

t.test(
  'what is not is unavailable, with a time to come back; a later failure of it is nobody’s',
  async (t) => {
    const due = new AbortController();
    const work = Promise.withResolvers<never>();
    const waiting = within(due.signal, work.promise);
    due.abort();
    await t.rejects(waiting, { name: 'ProvisioningError', code: 'unavailable', retryAfter: 5 });
    await t.rejects(within(due.signal, work.promise), { code: 'unavailable' }, 'due before');
    work.reject(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve));
  },
);
