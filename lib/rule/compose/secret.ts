import type { ComposeService } from '../../compose/file.ts';
import { isList, type Json, memberOf, objectAt, pointerToken } from '../../model/json.ts';
import { secretSign } from '../kubernetes/secret/detect.ts';
import type { Rule } from '../rule.ts';
import { composeRule, problemIn, textOf } from './define.ts';

type Variable = { readonly name: string; readonly value: string; readonly place: string };

/** Both forms: a mapping, or a list of `NAME=value`. A name without a value is taken from the shell and holds nothing here. */
const variablesAt = (parent: Json | undefined, key: string, above: string): readonly Variable[] => {
  const written = memberOf(parent, key);
  if (!isList(written)) {
    return Object.entries(objectAt(parent, key)).flatMap(([name, raw]) => {
      const value = textOf(raw);
      return value === undefined ? [] : [{ name, value, place: `${above}/${key}/${pointerToken(name)}` }];
    });
  }
  return written.flatMap((item, at) => {
    const text = typeof item === 'string' ? item : '';
    const equals = text.indexOf('=');
    const value = equals === -1 ? undefined : textOf(text.slice(equals + 1));
    return value === undefined ? [] : [{ name: text.slice(0, equals), value, place: `${above}/${key}/${at}` }];
  });
};

const variablesOf = ({ value }: ComposeService): readonly Variable[] => [
  ...variablesAt(value, 'environment', ''),
  ...variablesAt(memberOf(value, 'build'), 'args', '/build'),
  ...variablesAt(value, 'labels', ''),
];

export const secretRules: readonly Rule[] = [
  composeRule({
    id: 'compose-secret-env',
    title: 'No secret stands in the file',
    severity: 'high',
    severityReason: 'Everyone who reads the repository has it, `docker inspect` shows it, and it stays in the history.',
    aliases: [],
    remediation: 'Use secrets, or a variable of the shell that has no default; replace what has leaked.',
    reference: 'https://docs.docker.com/compose/how-tos/use-secrets/',
    bad: 'environment:\n  DB_PASSWORD: hunter2-prod',
    good: 'environment:\n  - DB_PASSWORD_FILE=/run/secrets/db\n  - API_TOKEN=\u0024{API_TOKEN:?}\n  - SESSION_SECRET',
    *check(service) {
      for (const { name, value, place } of variablesOf(service)) {
        const sign = secretSign(name, value);
        if (sign) yield problemIn(service, place, `${name} ${sign.why}`, { discriminator: name });
      }
    },
  }),
];
