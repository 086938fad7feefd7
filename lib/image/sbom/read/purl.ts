export type PurlParts = {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly qualifiers: ReadonlyMap<string, string>;
};

const longest = 4096;

/** The parts of a package URL, decoded; undefined when it is none. Source: package-url/purl-spec, "How to parse a purl string in its components". */
export const readPurl = (text: string): PurlParts | undefined => {
  if (text.length > longest || !text.startsWith('pkg:')) return undefined;
  const [body = ''] = text.slice(4).replace(/^\/+/, '').split('#', 1);
  const question = body.indexOf('?');
  const path = question < 0 ? body : body.slice(0, question);
  // A scope may stand with its `@` as it is.
  const at = path.lastIndexOf('@');
  const named = at > path.lastIndexOf('/') ? path.slice(0, at) : path;
  const version = at > path.lastIndexOf('/') ? decode(path.slice(at + 1)) : '';
  const [type = '', ...segments] = named.split('/').filter(Boolean).map(decode);
  const name = segments.pop();
  if (!name || !/^[a-z][a-z0-9.+-]*$/i.test(type)) return undefined;
  return {
    type: type.toLowerCase(),
    namespace: segments.join('/'),
    name,
    version,
    qualifiers: qualifiersOf(question < 0 ? '' : body.slice(question + 1)),
  };
};

const qualifiersOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text.split('&').flatMap((pair): [string, string][] => {
      const equals = pair.indexOf('=');
      return equals > 0 ? [[pair.slice(0, equals).toLowerCase(), decode(pair.slice(equals + 1))]] : [];
    }),
  );

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
