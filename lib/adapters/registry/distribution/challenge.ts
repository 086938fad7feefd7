export type Challenge = { readonly scheme: string; readonly parameters: { readonly [name: string]: string } };

// Source: RFC 9110 section 11.6.1 and 5.6.4; several challenges may share one header, and quoted strings may hold commas.
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;
const maxLength = 8192;

/** The challenges of a `WWW-Authenticate` header; what is malformed is left out. Schemes and names are in lower case. */
export const parseChallenges = (header: string): readonly Challenge[] => {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = header.slice(0, maxLength);
  let at = 0;
  const take = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    const found = form.exec(text);
    if (!found) return undefined;
    at = form.lastIndex;
    return found[1] ?? found[0];
  };
  const skip = (characters: string): void => {
    while (at < text.length && characters.includes(text.charAt(at))) at++;
  };
  while (at < text.length) {
    skip(' \t,');
    const name = take(token);
    if (name === undefined) {
      at++;
      continue;
    }
    skip(' \t');
    if (text[at] !== '=') {
      challenges.push({ scheme: name.toLowerCase(), parameters: new Map() });
      continue;
    }
    at++;
    skip(' \t');
    const value = text[at] === '"' ? take(quoted)?.replace(/\\(.)/g, '$1') : take(token);
    if (value !== undefined) challenges.at(-1)?.parameters.set(name.toLowerCase(), value);
  }
  return challenges.map(({ scheme, parameters }) => ({ scheme, parameters: Object.fromEntries(parameters) }));
};
