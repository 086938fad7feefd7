/** Throws where a document is not well-formed XML; gives the names of its elements in order. Knows what our reports use: no DTD, no CDATA. Source: XML 1.0. */
export const elementsOf = (document: string): readonly string[] => {
  const names: string[] = [];
  const open: string[] = [];
  let rest = document.replace(/^<\?xml [^?]*\?>\n/, '');
  while (rest !== '') {
    const [token = ''] = /^(<[^>]*>|[^<]+)/.exec(rest) ?? [];
    if (token === '') throw new Error(`not markup: ${rest.slice(0, 40)}`);
    if (!token.startsWith('<')) checkText(token, open.length > 0);
    else if (token.startsWith('</')) {
      if (open.pop() !== token.slice(2, -1)) throw new Error(`closed out of order: ${token}`);
    } else {
      const [, name = '', attributes = '', empty] = /^<([A-Za-z][\w-]*)((?: [\w:-]+="[^"<]*")*)(\/?)>$/.exec(token) ?? [];
      if (name === '') throw new Error(`not a tag: ${token.slice(0, 80)}`);
      checkText(attributes.replace(/"/g, ''), true);
      names.push(name);
      if (empty === '') open.push(name);
    }
    rest = rest.slice(token.length);
  }
  if (open.length > 0) throw new Error(`left open: ${open.join()}`);
  return names;
};

const checkText = (text: string, isInside: boolean): void => {
  if (!isInside && text.trim() !== '') throw new Error('text outside the root');
  if (/&(?!(amp|lt|gt|quot|#39);)/.test(text)) throw new Error(`a bare ampersand: ${text.slice(0, 80)}`);
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isAllowed = code === 9 || code === 10 || (code >= 0x20 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd) || code > 0xffff;
    if (!isAllowed) throw new Error(`not a character of XML: U+${code.toString(16)}`);
  }
};
