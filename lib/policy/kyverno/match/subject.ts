import { type Json, stringAt } from '../../../model/json.ts';
import type { Requester } from '../../foreign/request.ts';
import { wildcard } from '../wildcard.ts';

type SubjectTest = (requester: Requester) => boolean;

const byName = (name: string): SubjectTest => {
  const wanted = wildcard(name);
  return ({ username }) => wanted.matches(username);
};

/** Subjects as RBAC writes them; a new kind is a row. Names may have wildcards. */
const kinds: { readonly [kind: string]: (name: string, namespace: string) => SubjectTest } = {
  User: byName,
  ServiceAccount: (name, namespace) => byName(`system:serviceaccount:${namespace}:${name}`),
  Group: (name) => {
    const wanted = wildcard(name);
    return ({ groups }) => groups.some((group) => wanted.matches(group));
  },
};

export const subjectTest = (subject: Json): SubjectTest => {
  const kind = stringAt(subject, 'kind') ?? '';
  const make = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  return make ? make(stringAt(subject, 'name') ?? '', stringAt(subject, 'namespace') ?? '') : () => false;
};
