import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../lib/rule/table.ts';
import { aliasesByTool } from './alias.ts';
import { exampleLanguage, findingsIn } from './example.ts';
import { rulePages } from './rule-page.ts';

const folder = 'docs/rules';

describe('docs/rules', () => {
  const pages = rulePages();

  it('has a page for each rule and no other', () => {
    expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
    expect(pages.size).toBe(rules.length + 1);
  });

  it('says what the rule table says; after a change run: node infra/dev/rules.mjs', () => {
    const outdated = [...pages].filter(([name, text]) => readFileSync(join(folder, name), 'utf8') !== text).map(([name]) => name);
    expect(outdated).toEqual([]);
  });

  it.each(rules.filter(({ bad }) => bad !== undefined).map((rule) => [rule.id, rule] as const))(
    '%s: the bad example finds the rule, the good one does not',
    (_, rule) => {
      expect(exampleLanguage(rule)).not.toBeNull();
      expect(findingsIn(rule, rule.bad ?? '')).not.toEqual([]);
      expect(rule.good).toBeDefined();
      expect(findingsIn(rule, rule.good ?? '')).toEqual([]);
    },
  );

  it('links only to pages that are there', () => {
    const links = [...(pages.get('README.md') ?? '').matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target ?? '');
    expect(links).toHaveLength(rules.length);
    expect(links.filter((target) => !pages.has(target))).toEqual([]);
  });

  it('groups every alias under its tool', () => {
    expect(aliasesByTool(rules.flatMap(({ aliases }) => aliases)).filter(([tool]) => tool === 'others')).toEqual([]);
    expect(aliasesByTool(['CKV_K8S_1', 'host-pid', 'KSV-0010', 'hostPIDSet'])).toEqual([
      ['Trivy', ['KSV-0010']],
      ['Checkov', ['CKV_K8S_1']],
      ['Polaris', ['hostPIDSet']],
      ['kube-linter, kube-score or Polaris', ['host-pid']],
    ]);
  });
});
