import { execFileSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openStore } from '../../src/store/open-store.ts';
import { freePort } from '../support/free-port.ts';
import { connectTo, postgresBinaries } from '../support/postgres.ts';
import { startPostgresServer } from '../support/postgres-server.ts';
import { until } from '../support/until.ts';

const binaries = postgresBinaries(t);
if (binaries !== undefined) {
  const port = await freePort();
  const server = await startPostgresServer(t, binaries, ['listen_addresses=127.0.0.1', `port=${port}`]);
  const url = `postgres://postgres:hunter2@localhost:${port}/postgres`;
  const session = await connectTo(t, `${server.url}&port=${port}`);
  const opened = async (settings: string) => {
    const store = await openStore(url + settings);
    await store.check();
    const { rows } = await session.query(
      `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
       WHERE application_name = 'qualtrics-scim-bridge' ORDER BY backend_start DESC LIMIT 1`,
    );
    await store.close();
    return rows;
  };

  t.test('a server without TLS is refused when the URL asks for it', async (t) => {
    t.strictSame(await opened(''), [{ ssl: false }]);
    await t.rejects(openStore(`${url}?sslmode=verify-full`), {
      code: 'unavailable',
      message: /does not support SSL/,
    });
  });

  t.test('the URL says how far the server is trusted', async (t) => {
    const certificate = makeCertificate(server.folder, 'server', 'localhost');
    const other = makeCertificate(server.folder, 'other', 'other.example.com');
    await session.query(`ALTER SYSTEM SET ssl_cert_file = '${certificate}.crt'`);
    await session.query(`ALTER SYSTEM SET ssl_key_file = '${certificate}.key'`);
    await session.query('ALTER SYSTEM SET ssl = on');
    await session.query('SELECT pg_reload_conf()');
    const isOn = "SELECT FROM pg_settings WHERE name = 'ssl' AND setting = 'on'";
    await until('TLS is on', async () => (await session.query(isOn)).rows.length > 0);

    t.strictSame(await opened(`?sslmode=verify-full&sslrootcert=${certificate}.crt`), [{ ssl: true }]);
    t.strictSame(await opened('?sslmode=no-verify'), [{ ssl: true }]);
    t.strictSame(await opened('?sslmode=disable'), [{ ssl: false }]);
    const untrusted = { code: 'unavailable', message: /sslrootcert=PATH/ };
    await t.rejects(openStore(`${url}?sslmode=verify-full`), untrusted);
    await t.rejects(openStore(`${url}?sslmode=verify-full&sslrootcert=${other}.crt`), untrusted);
    const byAddress = url.replace('localhost', '127.0.0.1');
    await t.rejects(openStore(`${byAddress}?sslmode=verify-full&sslrootcert=${certificate}.crt`), {
      code: 'unavailable',
      message: /certificate is for another name/,
    });
  });
}

/** A self-signed certificate, NAME.crt, and its NAME.key, for the folder's owner; gives their path up to the dot. */
function makeCertificate(folder: string, name: string, host: string): string {
  const path = join(folder, name);
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  execFileSync('openssl', [...request, ...subject, '-keyout', `${path}.key`, '-out', `${path}.crt`], {
    stdio: 'ignore',
  });
  const { uid, gid } = statSync(folder);
  for (const file of [`${path}.key`, `${path}.crt`]) chownSync(file, uid, gid);
  return path;
}
