import { admissionText } from '../../lib/rule/alone.ts';
import { type Rule, type RuleCategory, ruleCategories } from '../../lib/rule/rule.ts';
import { rules } from '../../lib/rule/table.ts';
import { aliasesByTool } from './alias.ts';
import { exampleLanguage, findingsIn } from './example.ts';

const mark = '<!-- Written by `node infra/dev/rules.mjs` from the rule table; change the rule, not this page. -->';

const titles: { readonly [category in RuleCategory]: string } = {
  host: 'Host',
  privilege: 'Privilege',
  identity: 'Identity',
  image: 'Images',
  resources: 'Resources',
  reliability: 'Reliability',
  hygiene: 'Hygiene',
  secrets: 'Secrets',
  network: 'Network',
  rbac: 'RBAC',
  'control-plane': 'Control plane',
  schema: 'Schema',
  dockerfile: 'Dockerfile',
  vulnerability: 'Vulnerabilities',
  across: 'Across image and manifest',
  compose: 'Compose',
  namespace: 'Namespaces',
  admission: 'Policies of other engines',
};

/** Every page of docs/rules by file name: one a rule, and the index. */
export const rulePages = (table: readonly Rule[] = rules): ReadonlyMap<string, string> =>
  new Map([['README.md', indexPage(table)], ...table.map((rule) => [`${rule.id}.md`, rulePage(rule)] as const)]);

const indexPage = (table: readonly Rule[]): string =>
  sections([
    mark,
    '# Rules',
    `${table.length} built-in rules by category. \`plimsoll policy explain <id>\` shows the same in a terminal and takes other tools' ids.`,
    ...ruleCategories.flatMap((category) => {
      const rows = table.filter((rule) => rule.category === category).sort((a, b) => (a.id < b.id ? -1 : 1));
      if (rows.length === 0) return [];
      const lines = rows.map(({ id, title, severity }) => `| [\`${id}\`](${id}.md) | ${cell(title)} | ${severity} |`);
      return [`## ${titles[category]}`, ['| rule | title | severity |', '|---|---|---|', ...lines].join('\n')];
    }),
  ]);

const rulePage = (rule: Rule): string =>
  sections([
    mark,
    `# ${prose(rule.title)}`,
    `\`${rule.id}\` · severity **${rule.severity}** · [${titles[rule.category]}](README.md#${anchor(titles[rule.category])})`,
    prose(rule.severityReason),
    ...wrong(rule),
    '## How to mend it',
    prose(rule.remediation),
    ...parameters(rule),
    '## At admission',
    `${prose(admissionText(rule))}.`,
    ...examples(rule),
    ...elsewhere(rule),
    '## Reference',
    `<${rule.reference}>`,
  ]);

/** The rule's own words about its bad example: the page cannot claim what the rule does not say. */
const wrong = (rule: Rule): readonly string[] => {
  const messages = rule.bad === undefined ? [] : [...new Set(findingsIn(rule, rule.bad).map(({ message }) => message))];
  if (messages.length === 0) return [];
  return ['## What is wrong', 'Of the bad example below it says:', messages.map((message) => `> ${prose(message)}`).join('\n>\n')];
};

const parameters = ({ defaultParams = {} }: Rule): readonly string[] => {
  const names = Object.keys(defaultParams);
  if (names.length === 0) return [];
  const lines = names.map((name) => `- \`${name}\`, by default \`${JSON.stringify(defaultParams[name])}\``);
  return ['## Parameters', lines.join('\n')];
};

const examples = (rule: Rule): readonly string[] => {
  const language = exampleLanguage(rule);
  if (language === null || rule.bad === undefined || rule.good === undefined)
    return ['## Examples', `None as text: the rule judges ${judged(rule)}.`];
  return ['## Bad', fenced(language, rule.bad), '## Good', fenced(language, rule.good)];
};

const judged = (rule: Rule): string => {
  if (rule.on === 'image') return 'what an image contains';
  return rule.on === 'across' ? 'an image together with the manifests that run it' : 'a Dockerfile together with its build context';
};

const elsewhere = ({ aliases }: Rule): readonly string[] => {
  if (aliases.length === 0) return [];
  const lines = aliasesByTool(aliases).map(([tool, ids]) => `- ${tool}: ${ids.map((id) => `\`${id}\``).join(', ')}`);
  return ['## The same check elsewhere', 'A policy or a waiver may use any of these ids.', lines.join('\n')];
};

const sections = (parts: readonly string[]): string => `${parts.join('\n\n')}\n`;
const anchor = (title: string): string => title.toLowerCase().replaceAll(' ', '-');
const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.replace(/\n*$/, '\n')}\`\`\``;

/** A placeholder such as <name> is text, not an element that a renderer drops. */
const prose = (text: string): string => text.replaceAll('<', '&lt;');
const cell = (text: string): string => prose(text).replaceAll('|', '\\|');
