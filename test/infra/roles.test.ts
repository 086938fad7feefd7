import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const roles: (given: { resolveVariable(name: string): Promise<unknown> }) => Promise<object> = createRequire(import.meta.url)(
  '../../infra/roles.cjs',
);
const made = (ecrRoles: string): Promise<object> => {
  const values: { readonly [name: string]: string } = { 'param:ecrRoles': ecrRoles, 'sls:stage': 'x' };
  return roles({ resolveVariable: async (name) => values[name] ?? '' });
};

test('roles of other accounts that are no JSON are named by their parameter', async () => {
  await expect(made('{"222222222222": "arn:aws:iam::222222222222:role/x"')).rejects.toThrow('the parameter ecrRoles is no JSON');
  expect(JSON.stringify(await made('{"222222222222": "arn:aws:iam::222222222222:role/x"}'))).toContain('"sts:AssumeRole"');
});
