import { isDependency } from './rule.ts';
import { charClasses, entropy, isPlaceholder } from './value.ts';

/** `name = value` where the name says that the value is a secret. Read by hand in linear time, as names and values may be anything. */
export type Assignment = { readonly name: string; readonly value: string; readonly start: number; readonly isSecret: boolean };

/** Words in a name that mean a secret, as they are written in settings and code. */
export const assignmentLiterals: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'secret',
  'token',
  'api_key',
  'apikey',
  'api-key',
  'access_key',
  'accesskey',
  'access-key',
  'auth_key',
  'private_key',
  'encryption_key',
  'signing_key',
  'credential',
].flatMap((word) =>
  [word, word.toUpperCase(), camel(word), lowerCamel(word), capital(word)].filter((form, index, all) => all.indexOf(form) === index),
);

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function camel(word: string): string {
  return capital(word.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase()));
}

function lowerCamel(word: string): string {
  return word.charAt(0) + camel(word).slice(1);
}

const longestName = 64;
const longestValue = 300;
const settings =
  /(\.(ini|cfg|conf|config|cnf|properties|ya?ml|toml|json|xml|tfvars|tfstate|tf|env|secrets?|credentials?)|(^|\/)(\.env(\.[\w-]+)?|credentials|config|secrets?|\.?\w+rc|\.\w+_history))$/i;
const code = /\.(py|rb|js|mjs|cjs|ts|jsx|tsx|php|sh|bash|go|java|cs|pl|lua|groovy|gradle|kt|rs|ex|exs|sql)$/i;

export type AssignmentKind = 'settings' | 'code' | 'none';

/** Lock files and the like are JSON full of names that end in "token". */
export const assignmentKind = (path: string): AssignmentKind => {
  if (
    isDependency(path) ||
    /(package(-lock)?|composer|tsconfig|manifest|\.min|\.deps|\.map)\.(json|js)$|\.lock(\.json)?$|(^|\/)proc\//.test(path)
  )
    return 'none';
  if (settings.test(path)) return 'settings';
  return code.test(path) ? 'code' : 'none';
};

/** The assignment whose name has the literal that ends at `end`, in the text around it. */
export const readAssignment = (text: string, end: number, kind: AssignmentKind): Assignment | undefined => {
  let start = end;
  while (start > 0 && end - start < longestName && isNameChar(text.charCodeAt(start - 1))) start -= 1;
  let at = end;
  while (at < text.length && at - end < longestName && isNameChar(text.charCodeAt(at))) at += 1;
  const name = text.slice(start, at);
  if (isQuote(text[at])) at += 1;
  at = skipBlanks(text, at);
  const separator = /^(=>|:=|==|=|:)/.exec(text.slice(at, at + 2))?.[0];
  if (!separator || separator === '==') return undefined;
  at = skipBlanks(text, at + separator.length);
  const quote = isQuote(text[at]) ? text[at] : undefined;
  if (quote) at += 1;
  else if (kind === 'code') return undefined;
  let stop = at;
  while (stop < text.length && stop - at < longestValue && !endsValue(text[stop] ?? '', quote)) stop += 1;
  const value = text.slice(at, stop);
  return { name, value, start: at, isSecret: isSecret(name, value, kind) };
};

const isNameChar = (char: number): boolean =>
  (char >= 48 && char <= 57) || (char >= 65 && char <= 90) || (char >= 97 && char <= 122) || char === 95 || char === 45 || char === 46;
const isQuote = (char: string | undefined): boolean => char === '"' || char === "'" || char === '`';
const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (at - from < 8 && (text[at] === ' ' || text[at] === '\t')) at += 1;
  return at;
};
const endsValue = (char: string, quote: string | undefined): boolean =>
  char === '\n' ||
  char === '\r' ||
  (quote ? char === quote : char === ' ' || char === '\t' || char === '#' || char === ',' || char === ';' || char === '<' || isQuote(char));

// A name that ends so holds something about the secret, not the secret.
const pointsElsewhere =
  /(file|path|dir|url|uri|name|id|host|port|user|ttl|type|mode|method|header|enabled|length|size|expir\w*|alg\w*|field|label|prefix|suffix|policy|regex|pattern|format|count|limit|max|min|ref|version|hint|prompt|rotation|manager|provider|encryption|hash|endpoint|class|public|magic|_at|s)$/i;
const isWordLike = /^[A-Za-z_$][\w$]*([.:/-][\w$]+)*\(?$|^\/|^~|^[\w.-]+\.(ya?ml|json|txt|pem|key|crt|conf)$|^\d{1,9}$|\s/;
/** What checks or keeps a password rather than one: `org.acme.password.StrengthChecker`. */
const className = /^[a-z]\w*(\.[a-z_]\w*){2,}\.[A-Z]\w*$/;
const passwordName = /pass(word|wd|phrase)|pwd/i;

/**
 * Letters and digits in turn, as in 20 hexadecimal digits: no word, date or version changes between them so often. From 20 characters, so that
 * .NET's `publicKeyToken` of 16 is none.
 */
const isScrambled = (value: string): boolean =>
  /^([a-z0-9]{20,64}|[A-Z0-9]{20,64})$/.test(value) &&
  value.split(/(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])/).length > value.length / 5 &&
  entropy(value) >= 2.8;

const isSecret = (name: string, value: string, kind: AssignmentKind): boolean => {
  if (pointsElsewhere.test(name.replace(/(_|-)?[0-9]+$/, '')) || isPlaceholder(value)) return false;
  if (/^[a-f0-9]{32,128}$/i.test(value)) return entropy(value) >= 3;
  if (className.test(value)) return false;
  const isPassword = passwordName.test(name);
  if (kind === 'settings' && isPassword)
    return (
      value.length >= 8 && !/\s/.test(value) && charClasses(value) >= 2 && entropy(value) >= 2.5 && !/^[a-z]+([_-][a-z]+)*$/i.test(value)
    );
  const enough = isPassword ? 8 : 16;
  if (value.length < enough || /\s/.test(value)) return false;
  if (isScrambled(value)) return true;
  const isMixed = charClasses(value) >= 3 && /\d/.test(value);
  return isMixed && entropy(value) >= 3.3 && (!isWordLike.test(value) || (entropy(value) >= 4 && !/[./:]/.test(value)));
};
