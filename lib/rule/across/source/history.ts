import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { HistoryEntry, ImageContent, LayerSummary } from '../../../model/image.ts';
import { chainOf, finalStage } from '../../dockerfile/runtime/chain.ts';
import { lettersOf, type Step, stepOf } from './step.ts';

/** What one layer of an image holds: the instructions from the first to the last, one for most builders. */
export type BuiltLayer = { readonly layer: LayerSummary; readonly instructions: readonly Instruction[] };

/** An instruction that the image was not built with: `said` is what stands in its place, null when the history ends before it. */
export type Unlike = { readonly instruction: Instruction; readonly said: string | null };

/**
 * An image's history held against the Dockerfile, from the end. `layers` go from the lowest to the last; `base` are those below the first instruction.
 * Both are null where the history does not tell of its layers, or parts from the file.
 */
export type BuiltHistory = {
  readonly layers: readonly BuiltLayer[] | null;
  readonly base: readonly LayerSummary[] | null;
  readonly unlike: readonly Unlike[];
};

const content = new Set(['RUN', 'COPY', 'ADD']);
const isContent = ({ keyword }: { readonly keyword: string }): boolean => content.has(keyword);
const maxUnlike = 5;
const maxInstructions = 2_000;

/** What is carried out for the last stage: of the stages below first, with the triggers that one leaves for the next. */
const carriedOut = (file: DockerfileFile): Instruction[] => {
  const chain = [...chainOf(file, finalStage(file))].reverse();
  return chain.flatMap((stage, at) => [
    ...(chain[at - 1]?.instructions.filter(({ onBuild }) => onBuild) ?? []),
    ...stage.instructions.filter(({ onBuild }) => !onBuild),
  ]);
};

/** Null where nothing can be said: no history, or more than anybody compares. */
export const historyOf = (file: DockerfileFile, { config, layers }: ImageContent): BuiltHistory | null => {
  const steps = config.history.map(stepOf);
  const instructions = carriedOut(file);
  if (steps.every(({ keyword }) => keyword === '') || instructions.length > maxInstructions) return null;
  const { pairs, unlike } = pair(instructions, steps);
  const isTold = steps.filter(({ hasLayer }) => hasLayer).length === layers.length;
  const isWhole = instructions.every((instruction) => !isContent(instruction) || pairs.has(instruction));
  if (!isTold || !isWhole || isSquashed(config.history)) return { layers: null, base: null, unlike };
  return { ...byLayer(instructions, steps, pairs, layers), unlike };
};

// Source: Docker Engine, `docker build --squash`: every entry is empty but a last one without a command.
const isSquashed = (history: readonly HistoryEntry[]): boolean => {
  const last = history.at(-1);
  return last !== undefined && !last.emptyLayer && last.createdBy === '';
};

type Pairs = ReadonlyMap<Instruction, number>;

/** Steps that write files are paired one by one from the end, since builders leave out settings or add their own; settings fill what lies between. */
const pair = (instructions: readonly Instruction[], steps: readonly Step[]): { pairs: Pairs; unlike: readonly Unlike[] } => {
  const pairs = new Map<Instruction, number>();
  const unlike: Unlike[] = [];
  const upwards = instructions.toReversed();
  let at = steps.length - 1;
  for (const [place, instruction] of upwards.entries()) {
    if (!isContent(instruction)) {
      at = pairSetting(instruction, steps, at, pairs);
      continue;
    }
    at = contentBefore(steps, at + 1);
    if (!isSame(instruction, steps[at])) {
      unlike.push({ instruction, said: saidBy(steps[at]) });
      if (unlike.length >= maxUnlike) break;
      // A step that only one of the two has: what comes before it fits again.
      if (fitsLater(upwards.slice(place + 1), steps[at])) continue;
      const own = stepBelow(instruction, steps, at);
      if (own !== -1) at = own;
      else if (steps[at]?.keyword !== instruction.keyword) break;
    }
    pairs.set(instruction, at);
    at -= 1;
  }
  return { pairs, unlike: unlike.toReversed() };
};

const maxAhead = 5;

const fitsLater = (instructions: readonly Instruction[], step: Step | undefined): boolean =>
  step?.keyword === 'RUN' &&
  instructions
    .filter(isContent)
    .slice(0, maxAhead)
    .some((instruction) => isSame(instruction, step));

const stepBelow = (instruction: Instruction, steps: readonly Step[], from: number): number => {
  let at = from;
  for (let tries = 0; tries < maxAhead && at >= 0; tries++) {
    at = contentBefore(steps, at);
    if (isSame(instruction, steps[at])) return at;
  }
  return -1;
};

/** The last step before this place that writes files; -1 when there is none. */
const contentBefore = (steps: readonly Step[], before: number): number => {
  let at = before - 1;
  while (at >= 0 && !isContent(steps[at] ?? { keyword: '' })) at -= 1;
  return at;
};

const saidBy = (step: Step | undefined): string | null => (step ? `${step.keyword} ${step.text}` : null);

/** A setting is looked for between this place and the next step that writes files. */
const pairSetting = (instruction: Instruction, steps: readonly Step[], from: number, into: Map<Instruction, number>): number => {
  for (let at = from; at >= 0; at--) {
    const step = steps[at];
    if (!step || isContent(step)) return from;
    if (step.keyword !== instruction.keyword || lettersOf(step.text) !== lettersOf(instruction.arguments)) continue;
    into.set(instruction, at);
    return at - 1;
  }
  return from;
};

/** The shell and the build arguments come before what the Dockerfile says. A script with its own interpreter is told by the place of its file. */
const isSame = (instruction: Instruction, step: Step | undefined): boolean => {
  if (step?.keyword !== instruction.keyword) return false;
  if (instruction.keyword !== 'RUN' || step.text.includes('/dev/pipes/')) return true;
  const [first] = instruction.heredocs;
  const written = first ? first.content : (instruction.json?.map(({ value }) => value).join(' ') ?? instruction.arguments);
  const said = lettersOf(step.text);
  return first ? said.includes(lettersOf(written)) : said.endsWith(lettersOf(written));
};

/** A layer holds its own step and those before it that have none. Source: Buildah without --layers, whose last instruction of a stage has the layer of all. */
const byLayer = (
  instructions: readonly Instruction[],
  steps: readonly Step[],
  pairs: Pairs,
  layers: readonly LayerSummary[],
): Pick<BuiltHistory, 'layers' | 'base'> => {
  const first = Math.min(...pairs.values());
  const byStep = new Map([...pairs].map(([instruction, at]) => [at, instruction]));
  const found: BuiltLayer[] = [];
  let open: Instruction[] = [];
  let index = 0;
  for (const [at, { hasLayer }] of steps.entries()) {
    const instruction = byStep.get(at);
    if (instruction) open.push(instruction);
    if (!hasLayer) continue;
    const layer = layers[index++];
    if (at < first || !layer) continue;
    const written = open.filter(isContent);
    found.push({ layer, instructions: written.length > 0 ? written : open.slice(-1) });
    open = [];
  }
  const base = layers.slice(0, layers.length - found.length);
  return { layers: found, base: instructions.length > 0 && pairs.size === 0 ? null : base };
};
