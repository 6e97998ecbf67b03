import t from 'tap';
import { fromQualtricsLanguage, toQualtricsLanguage } from '../../../src/provisioning/mapping/languages.ts';

t.test('a language tag becomes a code of Qualtrics', async (t) => {
  const codes = {
    en: 'EN',
    'en-US': 'EN',
    en_US: 'EN',
    'EN-gb': 'EN-GB',
    'es-ES': 'ES-ES',
    'es-419': 'ES',
    'fr-CA': 'FR-CA',
    'fr-FR': 'FR',
    'pt-BR': 'PT-BR',
    'pt-PT': 'PT',
    zh: 'ZH-S',
    'zh-CN': 'ZH-S',
    'zh-TW': 'ZH-T',
    'zh-HK': 'ZH-T',
    'zh-Hant': 'ZH-T',
    'zh-Hans-SG': 'ZH-S',
    ' de-AT ': 'DE',
  };
  for (const [tag, code] of Object.entries(codes)) t.equal(toQualtricsLanguage(tag), code, tag);
});

t.test('a script says more than a region', async (t) => {
  t.equal(toQualtricsLanguage('zh-Hans-HK'), 'ZH-S');
  t.equal(toQualtricsLanguage('zh-Hant-CN'), 'ZH-T');
});

t.test("Qualtrics' own codes are taken as well, and what is shown means the same", async (t) => {
  for (const code of ['EN', 'EN-GB', 'ES', 'ES-ES', 'FR-CA', 'PT-BR', 'AZ-AZ', 'ZH-S', 'ZH-T', 'DE']) {
    t.equal(toQualtricsLanguage(code), code);
    t.equal(toQualtricsLanguage(fromQualtricsLanguage(code)), code);
  }
});

t.test('what is no language tag has no code', async (t) => {
  for (const text of ['', 'x', 'English (US)', 'en-', '12'])
    t.equal(toQualtricsLanguage(text), undefined, text);
});

t.test('a code of Qualtrics is shown as a language tag, an unknown one as it is', async (t) => {
  t.equal(fromQualtricsLanguage('en'), 'en');
  t.equal(fromQualtricsLanguage('zh-s'), 'zh-Hans');
  t.equal(fromQualtricsLanguage('ZH-T'), 'zh-Hant');
  t.equal(fromQualtricsLanguage('PT-BR'), 'pt-BR');
  t.equal(fromQualtricsLanguage('X-Y'), 'X-Y');
});
