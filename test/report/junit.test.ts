import { expect, test } from 'vitest';
import { junit } from '../../lib/report/junit.ts';
import { context, finding, verdict } from './example.ts';

const casesOf = (document: string): readonly (string | undefined)[] =>
  [...document.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/g)].map(([, group, name]) => `${group}|${name}`);

test('findings of one rule at two containers, and twice at one, are cases of their own', () => {
  const object = 'apps/v1/Deployment/production/api';
  const findings = ['api', 'proxy', 'proxy'].map((container) => finding({ object, container }));
  const cases = casesOf(junit.render({ ...verdict, findings, errors: [], notEvaluated: [] }, context)).slice(0, 3);
  expect(cases).toEqual([
    `${object} api|[HIGH] example-run-as-non-root`,
    `${object} proxy|[HIGH] example-run-as-non-root`,
    `${object} proxy|[HIGH] example-run-as-non-root (2)`,
  ]);
});

test('what failed, broke or was left out says why inside the element, where GitLab looks', () => {
  const document = junit.render(verdict, context);
  for (const name of ['failure', 'error', 'skipped']) {
    expect(document).toMatch(new RegExp(`<${name} [^>]*[^/]>[^<]+</${name}>`));
    expect(document).not.toMatch(new RegExp(`<${name} [^>]*/>`));
  }
});
