import t from 'tap';
import { originOf } from '../../src/qualtrics/base-url.ts';

t.test('a base URL is an origin, with or without /API/v3', async (t) => {
  for (const suffix of ['', '/', '/API/v3', '/API/v3/', '/api/v3']) {
    t.equal(originOf(`https://fra1.qualtrics.com${suffix}`), 'https://fra1.qualtrics.com', suffix);
  }
});

t.test('the credential travels unencrypted on loopback only', async (t) => {
  for (const host of ['localhost:8080', '127.0.0.1', '127.1.2.3:80', '[::1]:8080']) {
    t.ok(originOf(`http://${host}`), host);
  }
  for (const host of [
    'fra1.qualtrics.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '10.0.0.1',
    '0.0.0.0',
  ]) {
    t.throws(() => originOf(`http://${host}`), /https/, host);
  }
  t.throws(() => originOf('ftp://localhost'), /https/);
});

t.test('a base URL with parts that nobody would read is refused, without repeating it', async (t) => {
  for (const url of [
    'https://ada:secret@fra1.qualtrics.com',
    'https://fra1.qualtrics.com/?a=secret',
    'https://fra1.qualtrics.com/#secret',
    'https://fra1.qualtrics.com/secret/API/v3',
    'secret',
  ]) {
    t.throws(() => originOf(url), { name: 'Error', message: /^(?!.*secret)/ }, url);
  }
});
