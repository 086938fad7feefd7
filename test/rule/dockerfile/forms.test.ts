import { describe, expect, it } from 'vitest';
import { findRules } from '../../../lib/rule/find.ts';
import { forms } from './forms.table.ts';
import { judge } from './judge.ts';

const opensFile = /^from /im;

describe('the forms of each check', () => {
  it.each(Object.entries(forms))('%s', (check, { bad, good }) => {
    const rules = new Set(findRules(check).map(({ id }) => id));
    const isFound = (form: string): boolean =>
      judge(opensFile.test(form) ? form : `FROM debian:12\n${form}\n`).some(({ rule }) => rules.has(rule));
    expect(rules.size).toBeGreaterThan(0);
    expect(bad.filter((form) => !isFound(form))).toEqual([]);
    expect(good.filter(isFound)).toEqual([]);
  });
});
