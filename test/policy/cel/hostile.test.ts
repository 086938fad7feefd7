import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../lib/model/json.ts';
import {
  type CelBinding,
  type CelBindings,
  type CelBudget,
  celBudget,
  compileCel,
  kubernetesScope,
  toCel,
} from '../../../lib/policy/cel/cel.ts';
import { outcomeOf, shown } from './evaluate.ts';

const scope = kubernetesScope({ variables: ['object'] });
const object = (json: Json) => new Map<string, CelBinding>([['object', toCel(json)]]);
const compiled = (source: string) => compileCel(source, scope);

describe('a hostile source', () => {
  it.each([
    ['brackets', '['.repeat(10_000)],
    ['closed brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['parentheses', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['braces', '{1:'.repeat(10_000)],
    ['negations in parentheses', `${'!('.repeat(10_000)}true${')'.repeat(10_000)}`],
    ['signs of two kinds', `${'!-'.repeat(10_000)}1`],
    ['fields', `object${'.a'.repeat(10_000)}`],
    ['indexes', `object${'[0]'.repeat(10_000)}`],
    ['calls', `object${'.size()'.repeat(10_000)}`],
    ['conditionals', `${'true ? 1 : '.repeat(9_000)}1`],
    ['a sum', `1${'+1'.repeat(10_000)}`],
    ['macros', `${'[1].map(x, '.repeat(9_000)}1`],
    ['messages', 'A{b: '.repeat(10_000)],
    ['a source that is too long', `"${'a'.repeat(100_000)}"`],
    ['a number that is too long', '9'.repeat(90_000)],
    ['an exponent that is too long', `1e${'9'.repeat(90_000)}x`],
    ['quotes', '"'.repeat(9_999)],
    ['escapes', `"${'\\'.repeat(50_001)}"`],
    ['NUL', '\0'],
  ])('of %s is told to be invalid', (_name, source) => {
    expect(compiled(source)).toMatchObject({ kind: 'invalid', offset: expect.any(Number) });
  });

  it.each([
    ['brackets', `${'['.repeat(240)}${']'.repeat(240)}`],
    ['parentheses', `${'('.repeat(240)}1${')'.repeat(240)}`],
    ['maps', `${'{1:'.repeat(240)}1${'}'.repeat(240)}`],
    ['a sum', `1${'+1'.repeat(240)}`],
    ['conditionals', `${'false ? 1 : '.repeat(240)}1`],
    ['macros', `${'[1].map(x, '.repeat(100)}1${')'.repeat(100)}`],
    ['bindings', `${'cel.bind(x, 1, '.repeat(100)}1${')'.repeat(100)}`],
  ])('of %s may be as deep as cel-go lets it be', (_name, source) => {
    expect(outcomeOf(source).kind).toBe('value');
  });

  it('may be a long chain of && or ||, a long list, and many signs', () => {
    expect(shown(`${'true && '.repeat(12_000)}true`)).toBe(true);
    expect(shown(`${'false || '.repeat(10_000)}false`)).toBe(false);
    expect(shown(`[${'1, '.repeat(20_000)}1].size()`)).toBe(20_001);
    expect(shown(`${'!'.repeat(90_001)}true`)).toBe(false);
    expect(shown(`${'-'.repeat(90_001)}1`)).toBe(-1);
  });

  it('throws nothing, whatever it is', () => {
    const word = fc.constantFrom(
      ...'object . .? [ ] [? { } {? ( ) , : ? ! - + * / % == != < <= in && || 1 1u 0x1 1.5 "a" \'b\' b"c" r"\\d" true null has all exists map filter'.split(
        ' ',
      ),
      ...'size matches format quantity ip cidr url semver optional.of orValue optMap cel.bind x y timestamp duration type int string dyn `a-b` // \n \\'.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), (words) => {
        const found = compiled(words.join(' '));
        if (found.kind === 'program')
          expect(['value', 'error', 'unknown']).toContain(found.program.run(object({ a: [1] }), celBudget()).kind);
        else expect(found.offset).toBeLessThanOrEqual(words.join(' ').length);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => ['program', 'invalid'].includes(compiled(text).kind)));
  });
});

/** Ten variables, each two of the one before. */
const doubled = (start: string, double: (name: string) => string, end: string): string =>
  Array.from({ length: 40 }, (_, index) => `cel.bind(v${index + 1}, ${double(`v${index}`)}, `)
    .reduceRight((body, bind) => `${bind}${body})`, end)
    .replace(/^/, `cel.bind(v0, ${start}, `)
    .concat(')');

describe('a hostile expression', () => {
  const many = object({ list: Array.from({ length: 2_000 }, (_, index) => index), text: 'a'.repeat(100_000) });
  const exceeded = { error: 'operation cancelled: actual cost limit exceeded' };

  it.each([
    ['loops in loops', 'object.list.all(a, object.list.all(b, object.list.all(c, a + b + c >= 0)))'],
    [
      'loops that nothing absorbs',
      'true || object.list.all(a, object.list.all(b, object.list.all(c, true))) ? object.list.all(a, object.list.all(b, object.list.all(c, true))) : true',
    ],
    ['a text that doubles', doubled("'aaaaaaaa'", (v) => `${v} + ${v}`, 'size(v40)')],
    ['a list that doubles', doubled('[1, 2, 3]', (v) => `${v} + ${v}`, 'size(v40)')],
    ['a list of lists that doubles', doubled('[1, 2, 3]', (v) => `[${v}, ${v}]`, 'v40 == v40')],
    ['a list of lists to flatten', doubled('[1, 2, 3]', (v) => `[${v}, ${v}]`, 'size(v40.flatten(50))')],
    ['a list of lists to print', doubled('[1, 2, 3]', (v) => `[${v}, ${v}]`, "'%s'.format([v40])")],
    ['a text that grows by replacing', "object.text.replace('a', object.text)"],
    ['a text that grows by joining', 'object.list.map(i, object.text).join(object.text)'],
    ['a text that grows by format', "object.list.map(i, '%s'.format([object.text])).join('')"],
    ['sorting again and again', 'object.list.map(a, object.list.map(b, 2000 - b).sort().size())'],
    ['distinct again and again', 'object.list.map(a, object.list.distinct().size())'],
    ['nothing joined again and again', "cel.bind(none, object.list.map(i, ''), object.list.map(a, object.list.map(b, none.join())))"],
    ['lists joined again and again', 'object.list.map(a, (object.list + object.list + object.list).size())'],
    [
      'big patterns',
      "object.list.map(i, 'a'.matches('(?i)' + [0].map(j, '\\\\p{L}' + string(i)).join('') + object.text.substring(0, 9000)))",
    ],
  ])('of %s ends', (_name, source) => {
    expect(shown(source, many)).toEqual(exceeded);
  });

  it.each([
    ["object.text.matches('(a+)+$')", true],
    ["object.text.matches('(a|aa)+b')", false],
    ["object.text.matches('(.*)*(.*)*(.*)*x')", false],
    ["object.text.findAll('(a|b|ab)*c').size()", 0],
  ])('%s takes time as the text is long', (source, wanted) => {
    expect(shown(source, many)).toBe(wanted);
  });

  it.each([
    "'a'.matches('(?=a)')",
    "'a'.matches('(a)\\\\1')",
    "'a'.matches('((a{100}){100}){100}')",
    "'a'.matches('[')",
    "'%.999999999f'.format([1.0])",
  ])('%s is an error', (source) => {
    expect(shown(source)).toHaveProperty('error');
  });

  it('spends a budget that runs share', () => {
    const loops = compiled('object.list.all(a, a >= 0)');
    if (loops.kind !== 'program') throw new Error(loops.message);
    const budget = celBudget(15_000);
    expect(loops.program.run(many, budget)).toEqual({ kind: 'value', value: true });
    expect(loops.program.run(many, budget)).toMatchObject({ kind: 'error' });
    expect(budget.left).toBe(0);
  });

  it('and one that a variable spends while another run asks for it', () => {
    const both = kubernetesScope({ variables: ['object', 'variables.all'] });
    const inner = compileCel('object.list.all(a, a >= 0)', both);
    const outer = compileCel('variables.all && [1, 2].all(x, x > 0)', both);
    if (inner.kind !== 'program' || outer.kind !== 'program') throw new Error('no programs');
    const spentBy = (run: (budget: CelBudget) => void): number => {
      const budget = celBudget();
      run(budget);
      return 10_000_000 - budget.work;
    };
    const alone = spentBy((budget) => inner.program.run(many, budget));
    const nested = spentBy((budget) => {
      const bindings: CelBindings = new Map([...many, ['variables.all', () => inner.program.run(many, budget)]]);
      expect(outer.program.run(bindings, budget)).toEqual({ kind: 'value', value: true });
    });
    expect(alone).toBeGreaterThan(1_000);
    expect(nested).toBeGreaterThan(alone);
  });
});

describe('a hostile object', () => {
  it.each([
    ['has(object.constructor)', false],
    ['has(object.toString)', false],
    ["'__proto__' in object", true],
    ['object.__proto__.polluted', 1],
    ["object['hasOwnProperty']", { error: 'no such key: hasOwnProperty' }],
    ["{'__proto__': {'a': 1}}.size()", 1],
    ["object.all(k, v, k == '__proto__')", true],
    ["'constructor' in {}", false],
    ['[1].map(__proto__, __proto__)', [1]],
  ])('%s', (source, wanted) => {
    expect(shown(source, object(JSON.parse('{"__proto__": {"polluted": 1}}')))).toEqual(wanted);
  });

  it('nested a hundred thousand deep is an error where its depth is asked for', () => {
    const depth = 100_000;
    const deep = () => toCel(JSON.parse('['.repeat(depth) + ']'.repeat(depth)));
    const both = new Map<string, CelBinding>([
      ['object', deep()],
      ['other', deep()],
    ]);
    const two = kubernetesScope({ variables: ['object', 'other'] });
    expect(outcomeOf('object == other', both, two).kind).toBe('error');
    expect(outcomeOf('object[0][0].size()', both, two)).toEqual({ kind: 'value', value: 1n });
    expect(outcomeOf("'%s'.format([object])", both, two).kind).toBe('error');
  });
});
