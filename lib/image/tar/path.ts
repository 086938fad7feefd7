/**
 * A member's name as a path below the root: no leading slash, no `.`, no empty part, no trailing slash; `..` never climbs out.
 * The root itself is ''.
 */
export const normalisePath = (name: string): string => {
  let start = 0;
  while (name.startsWith('./', start)) start += 2;
  while (name.charCodeAt(start) === 0x2f) start += 1;
  const end = name.endsWith('/') ? name.length - 1 : name.length;
  const plain = start === 0 && end === name.length ? name : name.slice(start, Math.max(start, end));
  return needsWork.test(plain) ? resolveParts(plain.split('/'), []) : plain;
};

const needsWork = /(^|\/)\.{0,2}(\/|$)/;

const resolveParts = (parts: readonly string[], base: string[]): string => {
  for (const part of parts) {
    if (part === '' || part === '.') continue;
    if (part === '..') base.pop();
    else base.push(part);
  }
  return base.join('/');
};

/** Where a link at `path` points, seen from the root; never out of it. */
export const linkTarget = (path: string, target: string): string =>
  target.startsWith('/') ? normalisePath(target) : resolveParts(target.split('/'), path.split('/').slice(0, -1));
