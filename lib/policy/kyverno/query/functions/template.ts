import type { RegexMatch } from '../../scalar/regex.ts';

const reference = /\$(?:\$|\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/g;

/** `$1`, `${1}`, `$name` and `$$` of a replacement; what no group is called is empty. Source: Go, `Regexp.Expand`: `$1x` is the group of that name. */
export const expanded = (template: string, { groups, named }: RegexMatch): string =>
  template.replace(reference, (whole, braced?: string, plain?: string) => {
    const name = braced ?? plain;
    if (name === undefined) return whole === '$$' ? '$' : whole;
    return (/^[0-9]+$/.test(name) ? groups[Number(name)] : Object.hasOwn(named, name) ? named[name] : null) ?? '';
  });
