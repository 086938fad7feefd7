import { string } from '../../cel/library/kind.ts';
import { type CelFunction, global, unary } from '../../cel/library/overload.ts';
import { toCel } from '../../cel/value/json.ts';
import type { CelValue } from '../../cel/value/value.ts';

const serviceAccount = (username: string): CelValue => {
  const [, Namespace = '', Name = ''] = /^system:serviceaccount:([^:]*):(.*)$/s.exec(username) ?? [];
  return toCel({ Namespace, Name });
};

/** `parseServiceAccount(username)`: `Namespace` and `Name`, both empty for other users. Source: kyverno/sdk, cel/libs/user. */
export const userLibrary: readonly CelFunction[] = ['parseServiceAccount', 'user.parseServiceAccount'].map((name) =>
  global(name, unary(string, serviceAccount)),
);
