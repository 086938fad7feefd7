import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Secrets } from '../../lib/ports/secrets.ts';
import { codeOf } from './table.ts';

export type SecretsUnderTest = { readonly secrets: Secrets; close(): Promise<void> | void };

/** What every `Secrets` does; `make` gives an empty one each time. `again` false: what stands in for the service takes a value for a secret that is deleted, and loses it. */
export const secretsContract = (
  name: string,
  make: () => Promise<SecretsUnderTest>,
  { again = true }: { readonly again?: boolean } = {},
): void => {
  describe(`secrets: ${name}`, () => {
    let home: SecretsUnderTest;
    let secrets: Secrets;
    beforeEach(async () => {
      home = await make();
      secrets = home.secrets;
    });
    afterEach(async () => home.close());

    it('gives undefined for what was never put', async () => {
      expect(await secrets.get('registry/none')).toBeUndefined();
    });

    it('gives back what was put, whatever its characters', async () => {
      const value = '{"user":"ä","password":"\\"\n😀"}';
      await secrets.put('registry/docker.io', value);
      expect(await secrets.get('registry/docker.io')).toBe(value);
    });

    it('replaces, deletes, deletes again and puts again', async () => {
      await secrets.put('a', 'one');
      await secrets.put('a', 'two');
      expect(await secrets.get('a')).toBe('two');
      await secrets.delete('a');
      await secrets.delete('a');
      expect(await secrets.get('a')).toBeUndefined();
      if (!again) return;
      await secrets.put('a', 'three');
      expect(await secrets.get('a')).toBe('three');
    });

    it('tells names apart by case, dots and slashes', async () => {
      const names = ['a/b', 'a.b', 'A/b', 'a/b/', '..', '../a', '.', 'x'.repeat(128)];
      for (const one of names) await secrets.put(one, `value of ${one}`);
      expect(await Promise.all(names.map((one) => secrets.get(one)))).toEqual(names.map((one) => `value of ${one}`));
    });

    it('never gives half a value while it is replaced', async () => {
      const values = ['x'.repeat(60_000), 'y'.repeat(30_000)];
      await secrets.put('a', values[0] ?? '');
      const reads = Array.from({ length: 10 }, () => secrets.get('a'));
      await Promise.all([...reads, ...values.map((value) => secrets.put('a', value))]);
      for (const read of await Promise.all(reads)) expect(values).toContain(read);
    });

    it.each(['', 'a b', 'ä', 'a\0', 'x'.repeat(129), 'a\n'])('refuses the name %j', async (bad) => {
      expect(await codeOf(secrets.get(bad))).toBe('invalid-request');
      expect(await codeOf(secrets.put(bad, 'v'))).toBe('invalid-request');
      expect(await codeOf(secrets.delete(bad))).toBe('invalid-request');
    });

    it('refuses an empty value and one over 64 KB, and takes 64 KB', async () => {
      expect(await codeOf(secrets.put('a', ''))).toBe('invalid-request');
      expect(await codeOf(secrets.put('a', 'ä'.repeat(32_769)))).toBe('too-large');
      expect(await codeOf(secrets.put('a', 'x'.repeat(65_536)))).toBe('none');
    });
  });
};
