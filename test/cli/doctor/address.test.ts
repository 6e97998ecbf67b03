import { once } from 'node:events';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { checkAddress } from '../../../src/cli/doctor/address.ts';
import { hostForm } from '../../../src/qualtrics/host-form.ts';
import { serve, urlOf } from '../../qualtrics/serve.ts';
import { start } from '../../sandbox/start.ts';
import { diagnose, healthyFor } from './diagnose.ts';
import { LOCALHOST } from './localhost-certificate.ts';
import { startProxy } from './proxy.ts';

/** What the doctor says of an address; nothing may come after a failure. */
async function addressCheck(t: Test, url: string, env: NodeJS.ProcessEnv = {}) {
  const { sandbox } = await start(t);
  const found = await diagnose(healthyFor(t, sandbox, { QUALTRICS_BASE_URL: url, ...env }));
  const check = found.check('address');
  if (check.outcome === 'fail') t.equal(found.checks.at(-1)?.name, 'address');
  return check;
}

t.test('the form of a host, and the other one to try', async (t) => {
  const form = (host: string) => hostForm(`https://${host}`);
  t.match(form('fra1.qualtrics.com'), {
    kind: 'datacenter',
    instead: /https:\/\/ORGANIZATION\.fra1\.qualtrics\.com/,
  });
  t.equal(form('eu.qualtrics.com').kind, 'datacenter');
  t.match(form('acme.fra1.qualtrics.com'), {
    kind: 'organization',
    instead: /https:\/\/fra1\.qualtrics\.com$/,
  });
  t.match(form('fau.qualtrics.com'), { kind: 'brand', instead: /https:\/\/DATACENTER\.qualtrics\.com/ });
  for (const host of [
    'qualtrics.com',
    'qualtrics.com.evil.example',
    'fra1-qualtrics.com',
    'a.b.c.qualtrics.com',
  ]) {
    t.equal(form(host).kind, 'other', host);
  }
  for (const host of ['localhost:8181', '127.0.0.1', '[::1]:1']) t.equal(form(host).kind, 'loopback', host);
});

t.test('an API that is there', async (t) => {
  const { sandbox } = await start(t);
  t.match(await addressCheck(t, sandbox.url), {
    outcome: 'ok',
    detail: /\(loopback, so a sandbox\) is the API; connected in \d+ ms$/,
  });
});

t.test('nobody listens there', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server.address());
  server.close();
  t.match(await addressCheck(t, url), { outcome: 'fail', detail: /ECONNREFUSED/, advice: /firewall/ });
});

t.test('a name that cannot be is a matter of spelling', async (t) => {
  const check = await addressCheck(t, `https://${'a'.repeat(64)}.fra1.qualtrics.com`);
  t.match(check, { outcome: 'fail', advice: /spelling.*https:\/\/fra1\.qualtrics\.com/ });
});

t.test('what takes the connection and says nothing is given up', async (t) => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const url = urlOf(server.address());
  const env = { QUALTRICS_TIMEOUT_SECONDS: '1' };
  const handshake = await addressCheck(t, url.replace('http:', 'https:'), env);
  t.match(handshake, { outcome: 'fail', detail: /no answer in time/ });
  t.match(await addressCheck(t, url, env), { outcome: 'fail', detail: /takes connections.*: timeout/ });
});

t.test('a certificate that is not trusted may be of a proxy that opens TLS', async (t) => {
  const { sandbox } = await start(t);
  const url = await startProxy(t, sandbox, {}, LOCALHOST);
  t.match(await addressCheck(t, url), { outcome: 'fail', advice: /NODE_EXTRA_CA_CERTS/ });
});

t.test('what is not the API gets no credential', async (t) => {
  const elsewhere = await serve(t, (response) => response.end());
  const answers = {
    'a page': { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' },
    'a redirect': { status: 302, headers: { location: elsewhere.url }, body: '' },
    'a gateway without its server': { status: 502, headers: {}, body: 'Bad Gateway' },
  };
  for (const [name, { status, headers, body }] of Object.entries(answers)) {
    const site = await serve(t, (response) => response.writeHead(status, headers).end(body));
    t.match(await addressCheck(t, site.url), {
      outcome: 'fail',
      detail: new RegExp(`HTTP ${status}, but not as the Qualtrics API`),
    });
    t.equal(site.received.length, 1, name);
    t.notOk(JSON.stringify(site.received).includes('sandbox-token'), name);
  }
  t.strictSame(elsewhere.received, [], 'a redirect is not followed');
});

t.test('a host that is neither of Qualtrics nor of this machine is warned of', async (t) => {
  const { sandbox } = await start(t, { host: '0.0.0.0' });
  const api = async () => ({ status: 400, headers: {}, body: '{"meta":{"httpStatus":"400 - Bad Request"}}' });
  const check = await checkAddress(sandbox.url, 1000, api);
  t.match(check, { outcome: 'warn', detail: /not a host of qualtrics\.com/, advice: /credential goes to/ });
});
