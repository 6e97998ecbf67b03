import t from 'tap';
import { checkBearerTokens } from '../../../src/cli/doctor/bearer-tokens.ts';
import { checkPublicUrl } from '../../../src/cli/doctor/public-url.ts';

const urlCheck = (publicUrl: string | undefined) =>
  checkPublicUrl({ publicUrl, host: '0.0.0.0', port: 8080 });

t.test('the public URL: set, encrypted, reachable for more than this machine', async (t) => {
  t.match(urlCheck('https://scim.example.com/bridge'), {
    outcome: 'ok',
    detail: /tenant URL is https:\/\/scim\.example\.com\/bridge\/scim\/v2$/,
  });
  t.match(urlCheck('http://127.0.0.1:8080'), { outcome: 'ok', detail: /for a trial/ });
  t.match(urlCheck('http://scim.example.com'), { outcome: 'warn', detail: /unencrypted/ });
  t.match(urlCheck(undefined), { outcome: 'warn', detail: /not set.*0\.0\.0\.0 port 8080/ });
});

t.test('bearer tokens of fewer than 32 characters are warned of, by their place and length', async (t) => {
  const long = 'x'.repeat(32);
  t.match(checkBearerTokens([long]), { outcome: 'ok', detail: 'one, long enough' });
  t.match(checkBearerTokens([long, `${long}y`]), { outcome: 'ok', detail: '2, all long enough' });
  t.match(checkBearerTokens([long, 'short-one']), {
    outcome: 'warn',
    detail: 'token 2 of 2 has 9 characters',
    advice: /openssl rand -hex 32/,
  });
});
