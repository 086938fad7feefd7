import { visible } from './visible.ts';

const entities: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and attribute values of XML and HTML: control characters written out, since most of them cannot be in XML at all. Source: XML 1.0, "Char". */
export const escapeXml = (text: string): string =>
  visible(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');

/** An element; `content` is markup already. Attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: { readonly [name: string]: string | number | undefined },
  content: readonly string[] = [],
): string => {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeXml(String(value))}"`],
  );
  const open = `<${name}${written.join('')}`;
  return content.length === 0 ? `${open}/>` : `${open}>${content.join('')}</${name}>`;
};
