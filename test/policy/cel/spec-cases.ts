import { getConformanceSuite, type IncrementalTest, type IncrementalTestSuite } from '@bufbuild/cel-spec/testdata/tests.js';

export type SpecCase = { readonly name: string; readonly section: string; readonly test: IncrementalTest['original'] };

const casesIn = (suite: IncrementalTestSuite, path: readonly string[]): readonly SpecCase[] => [
  ...suite.tests.map((test) => ({ name: [...path, test.name].join('/'), section: path[0] ?? '', test: test.original })),
  ...suite.suites.flatMap((inner) => casesIn(inner, [...path, inner.name])),
];

// Manifests are JSON: there are no protobuf messages, enums or extensions, and cel.block is an optimiser's, which no cluster offers to policies.
const elsewhere = new Set(['proto2', 'proto3', 'proto2_ext', 'enums', 'dynamic', 'wrappers', 'block_ext']);
const message =
  /TestAllTypes|NestedTestAllTypes|GlobalEnum|google\.protobuf\.(?!Timestamp\b|Duration\b)\w+|google\.protobuf\.(?:Timestamp|Duration)\s*\{/;

export const specCases: readonly SpecCase[] = casesIn(getConformanceSuite(), []);

/** Why a case is not asked; undefined for one that is. */
export const elsewhereBecause = ({ section, test }: SpecCase): string | undefined => {
  if (elsewhere.has(section)) return section;
  if (test.checkOnly || test.resultMatcher.case === 'typedResult') return 'types alone';
  if (message.test(test.expr) || message.test(test.container)) return 'protobuf messages';
  return Object.values(test.bindings).some(({ kind }) => kind.case === 'value' && kind.value.kind.case === 'objectValue')
    ? 'protobuf messages'
    : undefined;
};
