import { readFileSync } from 'node:fs';
import { AppError, type ErrorPlace } from '../../model/error.ts';
import { builtInDocument } from '../../policy/built-in-document.ts';
import { checkPolicy } from '../../policy/check.ts';
import { rulesNamed } from '../../policy/compile.ts';
import { type GatheredPolicy, holdsForeign } from '../../policy/gather.ts';
import { lintPolicy } from '../../policy/lint.ts';
import { parsePolicyText } from '../../policy/parse.ts';
import { admissionText } from '../../rule/alone.ts';
import { findRules } from '../../rule/find.ts';
import type { Rule } from '../../rule/rule.ts';
import { parsePolicyTests, runPolicyTest } from '../../verdict/policy-test.ts';
import { chosenPolicy, policyAt, policyTexts } from '../chosen-policy.ts';
import { type ExitCode, exitCodes } from '../exit.ts';

/** `plimsoll policy lint`: every file is read; errors are told with their places, and what is valid but probably not meant is told as a warning. */
export const lintPolicies = async (files: readonly string[]): Promise<ExitCode> => {
  let exit: ExitCode = exitCodes.allow;
  for (const file of files) {
    try {
      const { documents, what } = await readPolicies(file);
      const warnings = documents.flatMap((document) => warningsOf(document, file));
      const wrong = warnings.length === 0 ? 'nothing wrong' : 'valid, with warnings';
      process.stdout.write(`${warnings.join('')}${file}: ${what}, ${wrong}\n`);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      exit = exitCodes.usage;
      const places: readonly ErrorPlace[] = error.places.length > 0 ? error.places : [{ message: error.publicMessage }];
      for (const { file: at = file, line, column, message, fix } of places)
        process.stdout.write(`${[at, line, column].filter(Boolean).join(':')}: ${message}${fix ? ` (${fix})` : ''}\n`);
    }
  }
  return exit;
};

type Linted = Pick<GatheredPolicy, 'document' | 'place'>;

/** What a file of our own documents holds, or what a file or folder with policies of other engines comes to. */
const readPolicies = async (path: string): Promise<{ readonly documents: readonly Linted[]; readonly what: string }> => {
  const texts = policyTexts(path) ?? [{ text: readText(path), file: path }];
  if (texts.some(({ text, file }) => holdsForeign(text, file))) {
    const { document, policy, place } = await policyAt(path);
    return {
      documents: [{ document, place }],
      what: counted(policy.foreign.size, 'rule of other engines', 'rules of other engines'),
    };
  }
  const parsed = texts.flatMap(({ text, file }) => parsePolicyText(text, file));
  const documents = parsed.flatMap((one) => (one.kind === 'Policy' ? [one] : []));
  for (const { document, place } of documents) await checkPolicy(document, (pointer) => ({ pointer, ...place(pointer) }));
  return { documents, what: counted(parsed.length, 'document', 'documents') };
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const warningsOf = (parsed: Linted, file: string): readonly string[] =>
  lintPolicy(parsed.document).map(({ code, pointer, message }) => {
    const { file: at = file, line, column } = parsed.place(pointer);
    return `${[at, line, column].filter((part) => part !== undefined).join(':')}: warning: ${message} (${code})\n`;
  });

/** `plimsoll policy test`: exits 1 when a case does not come out as it says. */
export const testPolicies = async (files: readonly string[], options: { readonly policy: string }): Promise<ExitCode> => {
  const policy = await chosenPolicy(options.policy, 'policy');
  let passed = 0;
  let failed = 0;
  for (const file of files)
    for (const document of parsePolicyTests(readText(file), file))
      for (const { name, problems } of runPolicyTest(document, policy)) {
        if (problems.length === 0) passed += 1;
        else failed += 1;
        process.stdout.write(
          `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}\n${problems.map((problem) => `     ${problem}\n`).join('')}`,
        );
      }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  if (passed + failed === 0) throw new AppError('invalid-request', 'there is no case in these files');
  return failed > 0 ? exitCodes.deny : exitCodes.allow;
};

/** `plimsoll policy explain`: a rule when the name is one's, else a policy. */
export const explain = async (name: string, options: { readonly policy?: string } = {}): Promise<ExitCode> => {
  const rules = options.policy === undefined ? findRules(name) : rulesNamed(name, (await chosenPolicy(options.policy, 'policy')).foreign);
  if (rules.length === 0 && options.policy !== undefined)
    throw new AppError(
      'invalid-request',
      `${name}: ${options.policy} has no such rule; plimsoll policy explain ${options.policy} lists them`,
    );
  if (rules.length > 0) for (const rule of rules) process.stdout.write(explainRule(rule));
  else {
    const policy = await chosenPolicy(name, 'policy');
    const rows = policy.rules.map(
      ({ rule, severity, mode }) => `${(severity ?? rule.severity).padEnd(9)}${mode.padEnd(9)}${rule.id}  ${rule.title}\n`,
    );
    process.stdout.write(`${policy.name}  ${policy.digest}\n${rows.join('')}`);
  }
  return exitCodes.allow;
};

const explainRule = (rule: Rule): string => {
  const { id, title, severity, severityReason, aliases, remediation, reference } = rule;
  const rows = [
    ['severity', `${severity}: ${severityReason}`],
    ['to mend', remediation],
    ['elsewhere', aliases.join(', ')],
    ['admission', admissionText(rule)],
    ['reference', reference],
  ] as const;
  // A policy of another engine tells less of itself.
  const told = rows.filter(([, text]) => text !== '').map(([name, text]) => `  ${name.padEnd(11)}${text}\n`);
  return `${id}  ${title}\n${told.join('')}`;
};

/** `plimsoll policy show`: the whole document, as `POST /v1/policies` takes it; a folder of policies of other engines is one document then. */
export const show = async (name: string): Promise<ExitCode> => {
  const document = builtInDocument(name) ?? (await policyAt(name)).source;
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
  return exitCodes.allow;
};

/** `plimsoll policy init` prints, so that it never writes over a file. */
export const initPolicy = ({ name }: { readonly name: string }): ExitCode => {
  process.stdout.write(
    [
      'apiVersion: plimsoll.dev/v1',
      'kind: Policy',
      'metadata:',
      `  name: ${JSON.stringify(name)}`,
      'spec:',
      '  packs: [starter]',
      '  rules:',
      '    - rule: image-tag',
      '      severity: high',
      '  thresholds:',
      '    misconfiguration: { deny: high, warn: medium }',
      '    vulnerability: { deny: critical, warn: high, fixableOnly: true }',
      '',
    ].join('\n'),
  );
  return exitCodes.allow;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('invalid-request', `${file}: cannot be read`, { cause, places: [{ file, message: 'cannot be read' }] });
  }
};
