const NAME = /^[a-z$][\w$-]*$/i;
const NAME_AND_SUB = /^[a-z$][\w$-]*(?:\.[a-z$][\w$-]*)?$/i;
const URN = /^urn:[\w$:.+-]+$/i;

/** An ATTRNAME of RFC 7644 3.4.2.2, or `$ref`. It begins with a letter: `__proto__` is none. */
export function isSubAttributeName(text: string): boolean {
  return NAME.test(text);
}

/** An attrPath of RFC 7644 3.4.2.2 (`attr`, `attr.sub`, either after a URN), or a URN alone. */
export function isAttributeName(text: string): boolean {
  const colon = text.lastIndexOf(':');
  return NAME_AND_SUB.test(text.slice(colon + 1)) && (colon < 0 || URN.test(text.slice(0, colon)));
}
