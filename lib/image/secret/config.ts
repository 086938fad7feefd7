import type { Incomplete, SecretFact } from '../../model/image.ts';
import { isList, isObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { isSecretVariable } from './name.ts';
import { type FoundSecret, maskOf, secretsInText } from './scan.ts';
import type { SecretRules } from './search.ts';

// Judged like a file of settings: `NAME=value` is one.
const asSettings = 'config.env';
const maxDepth = 12;
const labels = '/config/Labels/';

export type SearchedConfig = {
  readonly config: JsonObject;
  readonly secrets: readonly SecretFact[];
  readonly incomplete: readonly Incomplete[];
};

/**
 * Looks through the whole configuration: variables, labels, commands, and the history, where ARG and RUN leave what they were given.
 * `config` is the same document with every secret masked, so that no value gets any further.
 */
export const searchConfig = (config: JsonObject, rules?: SecretRules): SearchedConfig => {
  const secrets: SecretFact[] = [];
  const incomplete: Incomplete[] = [];
  const maskText = (text: string, pointer: string): string => {
    const { found, bounds, masked } = secretsInText(text, asSettings, rules);
    secrets.push(...found.map((secret) => factOf(secret, pointer)));
    incomplete.push(...bounds.map(({ code, message }) => ({ code, message, path: pointer })));
    if (pointer.startsWith('/config/Env/')) return maskVariable(masked);
    if (pointer.startsWith(labels) && isSecretVariable(pointer.slice(labels.length).replace(/\W+/g, '_'), masked)) return maskOf(masked);
    return masked.replace(assignment, maskAssignment);
  };
  const walk = (value: Json, pointer: string, depth: number): Json => {
    if (typeof value === 'string') return maskText(value, pointer);
    if (depth > maxDepth) return null;
    if (isList(value)) return value.map((item, index) => walk(item, `${pointer}/${index}`, depth + 1));
    return isObject(value) ? walkObject(value, pointer, depth) : value;
  };
  const walkObject = (value: JsonObject, pointer: string, depth: number): JsonObject =>
    Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, `${pointer}/${pointerToken(key)}`, depth + 1)]));
  return { config: walkObject(config, '', 0), secrets, incomplete };
};

const factOf = ({ rule, title, start, fingerprint }: FoundSecret, pointer: string): SecretFact => ({
  rule,
  title,
  start,
  fingerprint,
  place: { kind: 'config', pointer },
});

/** As in `ENV NAME=value`, `ARG`, and the arguments that builders write before a command: what is set there lies in the history as well. */
const assignment = /\b([A-Za-z_][\w-]{0,63})=("[^"]{0,4096}"|'[^']{0,4096}'|[^\s"';&|]{1,4096})/g;

const maskAssignment = (whole: string, name: string, written: string): string => {
  const quote = /^["']/.exec(written)?.[0] ?? '';
  const value = quote ? written.slice(1, -1) : written;
  // What a shell puts in is no value; what was masked already is none either.
  if (!isSecretVariable(name, value) || /^[$`]/.test(value) || value.endsWith('***')) return whole;
  return `${name}=${quote}${maskOf(value)}${quote}`;
};

const maskVariable = (variable: string): string => {
  const equals = variable.indexOf('=');
  const [name, value] = [variable.slice(0, Math.max(equals, 0)), variable.slice(equals + 1)];
  return equals > 0 && isSecretVariable(name, value) && !value.endsWith('***') ? `${name}=${maskOf(value)}` : variable;
};
