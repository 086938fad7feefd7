import type { Incomplete, SecretFact } from '../../model/image.ts';
import { isList, isObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { isSecretVariable } from './name.ts';
import { type FoundSecret, maskOf, secretsInText } from './scan.ts';
import type { SecretRules } from './search.ts';

// Judged like a file of settings: `NAME=value` is one.
const asSettings = 'config.env';
const maxDepth = 12;

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
    return pointer.startsWith('/config/Env/') ? maskVariable(masked) : masked;
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

const maskVariable = (variable: string): string => {
  const equals = variable.indexOf('=');
  const [name, value] = [variable.slice(0, Math.max(equals, 0)), variable.slice(equals + 1)];
  return equals > 0 && isSecretVariable(name, value) && !value.endsWith('***') ? `${name}=${maskOf(value)}` : variable;
};
