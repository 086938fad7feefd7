import { allRulesPolicy, builtInPolicy } from '../lib/policy/built-in.ts';
import { evaluate } from '../lib/verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../lib/verdict/evidence.ts';
import type { EvaluationInput } from '../lib/verdict/input.ts';
import { manifestText } from './manifests.ts';

/** `ratio`: how many times better than `against` (a goal, or another way to do the same). */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly against: string;
  readonly ratio: number;
};

const starter = builtInPolicy('starter');
if (!starter) throw new Error('there is no policy starter');
const everything = allRulesPolicy(starter);

const inputOf = (policy: typeof starter, objects: number): EvaluationInput => ({
  evidence: [
    manifestEvidence([{ name: 'bundle.yaml', text: manifestText(objects) }]),
    dockerfileEvidence({ name: 'Dockerfile', text: 'FROM node:22\nRUN npm ci\nCMD node app.js\n' }),
  ],
  missing: [],
  policy,
  waivers: [],
  advisories: [],
  environment: null,
  now: Date.parse('2026-11-22T10:00:00Z'),
});

/** The median of runs after as many to warm up, in milliseconds. */
const medianMs = (run: () => void, runs: number): number => {
  for (let index = 0; index < runs; index += 1) run();
  const times = Array.from({ length: runs }, () => {
    const started = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  return times.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
};

/** Parsing is part of every evaluation: texts go in, a verdict comes out. */
export const evaluateFigures = (): readonly Figure[] => {
  const small = medianMs(() => evaluate(inputOf(everything, 10)), 100);
  const judged = medianMs(() => evaluate(inputOf(starter, 10)), 200);
  const large = medianMs(() => evaluate(inputOf(everything, 3_000)), 3);
  return [
    { name: 'evaluate-10-objects-all-rules', value: small, unit: 'ms', against: 'goal 10 ms', ratio: 10 / small },
    { name: 'evaluations-per-second', value: 1000 / judged, unit: '1/s', against: `starter, 10 objects, one core`, ratio: small / judged },
    { name: 'evaluate-3000-objects-all-rules', value: large, unit: 'ms', against: '300 bundles of 10', ratio: (300 * small) / large },
  ];
};
