/**
 * BCP 47 (RFC 7643 preferredLanguage) to the codes of Qualtrics' language table: mostly the upper-case primary subtag,
 * with a few regional ones. Source: Qualtrics' list of language codes.
 */
const REGIONAL: ReadonlyMap<string, string> = new Map([
  ['en-gb', 'EN-GB'],
  ['es-es', 'ES-ES'],
  ['fr-ca', 'FR-CA'],
  ['pt-br', 'PT-BR'],
  ['az-az', 'AZ-AZ'],
  ['zh', 'ZH-S'],
  ['zh-s', 'ZH-S'],
  ['zh-t', 'ZH-T'],
  ['zh-cn', 'ZH-S'],
  ['zh-sg', 'ZH-S'],
  ['zh-hans', 'ZH-S'],
  ['zh-tw', 'ZH-T'],
  ['zh-hk', 'ZH-T'],
  ['zh-mo', 'ZH-T'],
  ['zh-hant', 'ZH-T'],
]);

const FROM_QUALTRICS: ReadonlyMap<string, string> = new Map([
  ['ZH-S', 'zh-Hans'],
  ['ZH-T', 'zh-Hant'],
]);

/** Undefined for what is no language tag at all, and no code of Qualtrics. Okta sends `en_US` as well as `en-US`. */
export function toQualtricsLanguage(tag: string): string | undefined {
  const code = REGIONAL.get(tag.trim().toLowerCase());
  if (code) return code;
  const locale = parse(tag);
  if (!locale) return undefined;
  const language = locale.language.toLowerCase();
  // The script first: zh-Hans-HK is simplified, whatever Hong Kong usually writes.
  const candidates = [locale.script, locale.region].map((part) => `${language}-${part?.toLowerCase()}`);
  const known = [...candidates, language].find((candidate) => REGIONAL.has(candidate));
  return known === undefined ? language.toUpperCase() : REGIONAL.get(known);
}

export function fromQualtricsLanguage(code: string): string {
  return FROM_QUALTRICS.get(code.toUpperCase()) ?? parse(code)?.toString() ?? code;
}

/** Asking Intl takes some 4 µs, four times a request. Subtags can be made up without end, so not all are remembered. */
const REMEMBERED = 1_000;
const known = new Map<string, Intl.Locale>();

function parse(tag: string): Intl.Locale | undefined {
  const found = known.get(tag);
  if (found) return found;
  try {
    const locale = new Intl.Locale(tag.trim().replaceAll('_', '-'));
    if (known.size < REMEMBERED) known.set(tag, locale);
    return locale;
  } catch {
    return undefined;
  }
}
