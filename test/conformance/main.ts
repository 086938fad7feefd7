import { parseArgs } from 'node:util';
import { partExplained } from './explained.ts';
import type { SuiteResult } from './result.ts';
import { suites } from './suites.ts';

const { values } = parseArgs({ options: { suite: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } } });

const names = values.suite ?? Object.keys(suites);
const unknown = names.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) {
  console.error(`no suite ${unknown}; there are ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}

const results: SuiteResult[] = [];
for (const name of names) results.push(await (suites[name]?.() ?? { suite: name, total: 0, passed: 0, failed: [], unmapped: 0 }));

if (values.json) for (const result of results) console.log(JSON.stringify(result));
else for (const result of results) print(result);

const empty = results.filter(({ total }) => total === 0);
for (const { suite } of empty) console.error(`${suite}: no cases found`);
const { explained, unexplained } = partExplained(results.flatMap(({ failed }) => failed));
if (!values.json) {
  if (explained.length > 0) console.log(`${explained.length} differences are explained in docs/conformance.md`);
  for (const failure of unexplained) console.log(`not explained: ${failure.case}`);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  console.log(`${passed} passed, ${unexplained.length} failed`);
}
process.exitCode = empty.length > 0 || unexplained.length > 0 ? 1 : 0;

function print({ suite, total, passed, failed, unmapped }: SuiteResult): void {
  for (const failure of failed)
    console.log(`  ${failure.case}: expected ${JSON.stringify(failure.expected)}, got ${JSON.stringify(failure.got)}`);
  console.log(`${suite}: ${passed} of ${total}${unmapped > 0 ? `, ${unmapped} without a rule` : ''}`);
}
