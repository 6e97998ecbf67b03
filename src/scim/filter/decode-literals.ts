import type { Filter } from './ast.ts';

const DECODED = new Set(['userName', 'externalId', 'displayName', 'emails']);

/**
 * The filter with the percent-encoding in its look-up literals undone once, undefined when that changes nothing. The
 * Entra ID SCIM Validator encodes values twice; asked only when the filter as sent found nothing, so that a real
 * `50%25` always wins.
 */
export function decodeLiterals(filter: Filter): Filter | undefined {
  const decoded = withDecodedLiterals(filter, false);
  return decoded === filter ? undefined : decoded;
}

/** The very filter when there is nothing to decode in it. */
function withDecodedLiterals(filter: Filter, inEmails: boolean): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const terms = filter.terms.map((term) => withDecodedLiterals(term, inEmails));
      return terms.some((term, index) => term !== filter.terms[index]) ? { ...filter, terms } : filter;
    }
    case 'values': {
      const inner = withDecodedLiterals(filter.filter, filter.path.attribute.name === 'emails');
      return inner === filter.filter ? filter : { ...filter, filter: inner };
    }
    case 'compare': {
      const { path, operator, literal } = filter;
      const { name } = path.attribute;
      const isLookUp = inEmails ? name === 'value' : DECODED.has(name);
      if (operator !== 'eq' || typeof literal !== 'string' || !isLookUp) return filter;
      const decoded = percentDecoded(literal);
      return decoded === literal ? filter : { ...filter, literal: decoded };
    }
    default:
      return filter;
  }
}

/** A bad percent sequence is no encoding: the text is meant as it is. */
function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
