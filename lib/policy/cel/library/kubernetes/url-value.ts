/** The parts of a URL as Go has them; `host` with its port. */
export type Url = { readonly text: string; readonly scheme: string; readonly host: string; readonly path: string; readonly query: string };

const longest = 8192;

/** An absolute URL or an absolute path; undefined for anything else. Source: Go's net/url, ParseRequestURI. */
export const parseUrl = (text: string): Url | undefined => {
  if (text === '' || text.length > longest || hasControl(text)) return undefined;
  if (text === '*') return { text, scheme: '', host: '', path: '*', query: '' };
  if (text.startsWith(':')) return undefined;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1] ?? '';
  const [shown = ''] = text.split('#');
  const [before = '', ...after] = shown.slice(scheme === '' ? 0 : scheme.length + 1).split('?');
  const parts = { text, scheme: scheme.toLowerCase(), query: after.join('?') };
  if (!before.startsWith('/')) return scheme === '' ? undefined : { ...parts, host: '', path: '' };
  return scheme !== '' && before.startsWith('//') ? withAuthority(before.slice(2), parts) : withPath(before, '', parts);
};

type Known = Pick<Url, 'text' | 'scheme' | 'query'>;

const withAuthority = (rest: string, parts: Known): Url | undefined => {
  const slash = rest.includes('/') ? rest.indexOf('/') : rest.length;
  const authority = rest.slice(0, slash);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return isHost(host) ? withPath(rest.slice(slash), host, parts) : undefined;
};

const withPath = (path: string, host: string, parts: Known): Url | undefined =>
  /%(?![0-9a-fA-F]{2})/.test(path) ? undefined : { ...parts, host, path };

const hasControl = (text: string): boolean => Array.from(text).some((letter) => letter < ' ' || letter === '\u007f');

const isHost = (host: string): boolean =>
  host.startsWith('[') ? /^\[[0-9A-Za-z:.%_~-]+\](?::\d*)?$/.test(host) : /^[^\s%:@/\\^`{|}[\]]*(?::\d*)?$/.test(host);

/** Without the port, and an IPv6 address without its brackets. */
export const hostname = ({ host }: Url): string => {
  const bracket = host.indexOf(']');
  return host.startsWith('[') && bracket > 0 ? host.slice(1, bracket) : host.replace(/:\d*$/, '');
};

export const port = ({ host }: Url): string => /:(\d*)$/.exec(host)?.[1] ?? '';

/** As it stands when it is a valid encoding, else encoded. */
export const escapedPath = ({ path }: Url): string =>
  /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/[\]]|%[0-9a-fA-F]{2})*$/.test(path) ? path : encodePath(path);

const encodePath = (path: string): string =>
  Array.from(decoded(path), (letter) =>
    /[A-Za-z0-9\-._~$&+,/:;=@]/.test(letter) ? letter : encodeURIComponent(letter).replace(/[!'()*]/g, hex),
  ).join('');

const hex = (letter: string): string => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;

/** Every value of a name, in order. A pair with a semicolon or a wrong escape is passed over. */
export const queryValues = ({ query }: Url): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '' || pair.includes(';') || /%(?![0-9a-fA-F]{2})/.test(pair)) continue;
    const [name = '', ...value] = pair.split('=');
    const key = decoded(name.replaceAll('+', ' '));
    found.set(key, [...(found.get(key) ?? []), decoded(value.join('=').replaceAll('+', ' '))]);
  }
  return found;
};

const decoded = (text: string): string => {
  if (!text.includes('%')) return text;
  const parts = text.split(/(%[0-9a-fA-F]{2})/);
  return Buffer.concat(parts.map((part, index) => (index % 2 === 1 ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)))).toString(
    'utf8',
  );
};
