const plain = /^[A-Za-z_][A-Za-z0-9_]*$/;
const anchored = /^[+<=X^]?\((.+)\)$/;

/** The query for the member of `request.object` that stands where `{{ @ }}` stands in a pattern. Anchors are no part of a name. */
export const currentQuery = (path: readonly string[]): string =>
  path.reduce((query, key) => {
    if (/^[0-9]+$/.test(key)) return `${query}[${key}]`;
    const name = anchored.exec(key)?.[1] ?? key;
    return `${query}.${plain.test(name) ? name : JSON.stringify(name)}`;
  }, 'request.object');
