import t from 'tap';
import { refusedCharacter, usernameRule } from '../../../src/provisioning/mapping/usernames.ts';

t.test('without a suffix a userName is the username', async (t) => {
  const rule = usernameRule('');
  t.equal(rule.toQualtrics('ada@example.com'), 'ada@example.com');
  t.equal(rule.toScim('ada@example.com#acme'), 'ada@example.com#acme');
  t.ok(rule.isPreferred('ada@example.com'));
});

t.test('a suffix is added on write and cut on read, once and in any letter case', async (t) => {
  const rule = usernameRule('#acme');
  t.equal(rule.toQualtrics('ada@example.com'), 'ada@example.com#acme');
  t.equal(rule.toQualtrics('ada@example.com#ACME'), 'ada@example.com#ACME');
  t.equal(rule.toScim('ada@example.com#Acme'), 'ada@example.com');
  t.equal(rule.toScim('ada@example.com'), 'ada@example.com');
  t.equal(rule.toScim('ada@example.com#other'), 'ada@example.com#other');
});

t.test('the account with the suffix is the one of single sign-on', async (t) => {
  const rule = usernameRule('#acme');
  t.ok(rule.isPreferred('ada@example.com#ACME'));
  t.notOk(rule.isPreferred('ada@example.com'));
});

t.test('the characters that Qualtrics refuses are those of its support page', async (t) => {
  for (const character of '=;~!&*%{}<>[]|\\"^') t.equal(refusedCharacter(`a${character}b`), character);
  for (const character of "#+'-_.@") t.equal(refusedCharacter(`a${character}b`), undefined);
});
