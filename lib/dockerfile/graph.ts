import { compileGlob } from '../model/glob.ts';
import type { DockerfileFile, Stage } from './file.ts';

/** Stages that one stage takes something from: its base, COPY --from, RUN --mount with from. */
export const sourcesOf = (file: DockerfileFile, stage: Stage): number[] => {
  const names = stageNames(file);
  const found = new Set<number>(stage.baseStage === null ? [] : [stage.baseStage]);
  for (const { flags } of stage.instructions) {
    for (const { name, value } of flags) {
      const from = name === 'from' ? value : name === 'mount' ? (/(?:^|,)from=([^,]*)/.exec(value)?.[1] ?? '') : '';
      const index = from === '' ? undefined : (names.get(from.toLowerCase()) ?? (/^\d+$/.test(from) ? Number(from) : undefined));
      if (index !== undefined && index < stage.index) found.add(index);
    }
  }
  return [...found];
};

const nameTables = new WeakMap<DockerfileFile, ReadonlyMap<string, number>>();

const stageNames = (file: DockerfileFile): ReadonlyMap<string, number> => {
  const known =
    nameTables.get(file) ?? new Map(file.stages.flatMap(({ name, index }) => (name === '' ? [] : [[name.toLowerCase(), index] as const])));
  nameTables.set(file, known);
  return known;
};

// Each pattern is held against each name: what people write is far below these.
const longestChoice = 64;
const mostStages = 100;
const variable = /\$(?:\{[^}]*\}|\w+)/g;

/** Stages that an argument may choose, as in `FROM base-${TARGETARCH}`. */
const choosable = (file: DockerfileFile, { image: { value }, index }: Stage): number[] => {
  if (!value.includes('$') || value.length > longestChoice || file.stages.length > mostStages) return [];
  const glob = compileGlob(value.toLowerCase().replaceAll(variable, '**'));
  const named = file.stages.slice(0, index).filter(({ name }) => name !== '' && name.length <= longestChoice);
  return named.flatMap((stage) => (glob.matches(stage.name.toLowerCase()) ? [stage.index] : []));
};

/** Stages that the last one needs or may need, itself included. Others are not built by default. */
export const shippedStages = (file: DockerfileFile): ReadonlySet<number> => {
  const last = file.stages.at(-1);
  const reached = new Set<number>();
  const open = last ? [last] : [];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (reached.has(stage.index)) continue;
    reached.add(stage.index);
    for (const index of [...sourcesOf(file, stage), ...choosable(file, stage)]) {
      const next = file.stages[index];
      if (next && !reached.has(index)) open.push(next);
    }
  }
  return reached;
};
