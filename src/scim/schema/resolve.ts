import type { AttributePath } from '../filter/ast.ts';
import type { Attribute, Extension, ResourceSchema } from './attribute.ts';

/** What a name stands for: an attribute (or one of its sub-attributes), or an extension as a whole. */
export type ResolvedName =
  | { readonly kind: 'attribute'; readonly path: AttributePath }
  | { readonly kind: 'extension'; readonly extension: Extension };

/**
 * The attribute that `attr`, `attr.sub`, `URN:attr` or `URN:attr.sub` means, or the extension that `URN` means, in any
 * letter case (RFC 7644 3.10); undefined when the schema knows no such name. A URN is compared whole: the dots of
 * `2.0` separate nothing.
 */
export function resolveName(text: string, schema: ResourceSchema): ResolvedName | undefined {
  const name = text.toLowerCase();
  for (const [urn, extension] of schema.extensions) {
    if (name === urn) return { kind: 'extension', extension };
    if (name.startsWith(`${urn}:`)) {
      return attributeAt(name.slice(urn.length + 1), extension.attributes, extension.urn);
    }
  }
  const coreUrn = `${schema.urn.toLowerCase()}:`;
  return attributeAt(
    name.startsWith(coreUrn) ? name.slice(coreUrn.length) : name,
    schema.attributes,
    undefined,
  );
}

function attributeAt(
  name: string,
  attributes: ReadonlyMap<string, Attribute>,
  extension: string | undefined,
): ResolvedName | undefined {
  const dot = name.indexOf('.');
  const attribute = attributes.get(dot < 0 ? name : name.slice(0, dot));
  if (attribute === undefined) return undefined;
  if (dot < 0) return { kind: 'attribute', path: { extension, attribute, subAttribute: undefined } };
  const subAttribute = attribute.subAttributes.get(name.slice(dot + 1));
  return subAttribute && { kind: 'attribute', path: { extension, attribute, subAttribute } };
}
