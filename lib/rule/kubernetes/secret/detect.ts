import { compileGlob, type Glob } from '../../../model/glob.ts';
import { type JsonObject, listAt } from '../../../model/json.ts';

/** A literal that looks like a secret, and why. The value itself never leaves this file. */
export type SecretSign = { readonly why: string };

type Pattern = readonly [what: string, pattern: RegExp];

/** Forms that issuers document; all are linear to match. Sources: the issuers' pages on token formats. */
const forms: readonly Pattern[] = [
  ['a private key', /-{2,5} ?BEGIN (?:[A-Z]+ ){0,3}PRIVATE KEY/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\bgh[pousr]_[0-9A-Za-z]{36}/],
  ['a GitHub token', /\bgithub_pat_[0-9A-Za-z_]{50}/],
  ['a GitLab token', /\bglpat-[0-9A-Za-z_-]{20}/],
  ['a Slack token', /\bxox[abprs]-[0-9A-Za-z-]{10}/],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/],
  ['a Stripe key', /\b[rs]k_live_[0-9A-Za-z]{16}/],
  ['an npm token', /\bnpm_[0-9A-Za-z]{36}/],
  ['a JSON web token', /\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\./],
  ['a bearer token', /^bearer\s+[^\s$<{]{6}/i],
  ['a password in an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/$<{]{1,100}:[^\s@/$<{]{3,100}@/i],
];

const secretName =
  /(?:^|[_.-])(?:pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|api_?key|access_?key(?:_?id)?|secret_?key|private_?key|client_?secret|auth_?key|encryption_?key|signing_?key|storage_?key|batch_?key|key_?content|connection_?string)(?:$|[_.-](?:id|content|value|hash|base64|[0-9]+)$)/i;
const camel = /([a-z0-9])([A-Z])/g;

/** Names that hold where a secret is, or how long it lives, and not the secret. */
const harmlessName =
  /(?:_|-|\.|^)(?:file|path|dir|name|ref|url|uri|host|port|user|username|length|ttl|expiry|expiration|timeout|policy|enabled|rotation|type|mode)$/i;
/** Values that stand for another: variables, templates, empty words and flags. */
const placeholder =
  /^(?:|true|false|null|none|yes|no|\d{1,4}|changeme\?+|x{0,2}|\*+|-+|\$.*|\\?\$[({].*|\{\{.*|<[^>]*>|%\(.*|ref\+.*|vault:.*|ENC\[.*)$/is;

export const isSecretName = (name: string): boolean => {
  const spaced = name.replace(camel, '$1_$2');
  return secretName.test(spaced) && !harmlessName.test(spaced);
};

const isPlaceholder = (value: string): boolean => value.length < 400 && placeholder.test(value.trim());

/** What a team adds: globs of names and of values that are secrets, and of both that are none; capitals do not matter. */
export const wordLists = { names: [], values: [], allowedNames: [], allowedValues: [] } as const;

export type Words = { readonly [list in keyof typeof wordLists]: readonly Glob[] };

const compiled = new WeakMap<JsonObject, Words>();

/** The lists of a rule's parameters, compiled once. */
export const wordsOf = (params: JsonObject): Words => {
  const known = compiled.get(params);
  if (known) return known;
  const globs = (list: string): readonly Glob[] =>
    listAt(params, list).flatMap((word) => (typeof word === 'string' ? [compileGlob(word.toLowerCase())] : []));
  const words = {
    names: globs('names'),
    values: globs('values'),
    allowedNames: globs('allowedNames'),
    allowedValues: globs('allowedValues'),
  };
  compiled.set(params, words);
  return words;
};

const has = (globs: readonly Glob[], text: string): boolean => {
  if (globs.length === 0) return false;
  const lower = text.slice(0, 2000).toLowerCase();
  return globs.some((glob) => glob.matches(lower));
};

/** Whether a named literal is a secret: by the form of its value, or by its name when the value is one at all. */
export const secretSign = (name: string, value: string, words?: Words): SecretSign | null => {
  if (words && (has(words.allowedNames, name) || has(words.allowedValues, value))) return null;
  if (words && has(words.values, value)) return { why: 'holds a word that the policy names' };
  if (words && value !== '' && !value.startsWith('/') && has(words.names, name)) return { why: 'is named as the policy says of secrets' };
  const sample = value.slice(0, 20_000);
  const form = forms.find(([, pattern]) => pattern.test(sample));
  if (form) return { why: `looks like ${form[0]}` };
  return isSecretName(name) && !isPlaceholder(value) ? { why: 'is named like a secret' } : null;
};

/** Assignments in a text such as a properties file: `NAME=value` or `name: value`, a line each. */
export const secretLines = (text: string, words?: Words): readonly string[] => {
  const names: string[] = [];
  for (const line of text.slice(0, 200_000).split('\n')) {
    const match = /^\s{0,40}(?:export )?["']?([A-Za-z_][\w.-]{0,100})["']?\s{0,10}[=:]\s{0,10}(.{0,2000})$/.exec(line);
    const [, name = '', raw = ''] = match ?? [];
    const value = raw.trim().replace(/^["']|["'],?$/g, '');
    if (match && secretSign(name, value, words)) names.push(name);
  }
  return names;
};
