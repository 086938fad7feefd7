import type { DockerfileFile } from '../../../dockerfile/file.ts';
import { assignmentsOf } from '../../../dockerfile/variables.ts';
import { runsOf } from '../package/call.ts';

/** One place that sets a variable: ENV, ARG, or a command of a RUN. */
export type Setting = { readonly name: string; readonly value: string; readonly by: string; readonly start: number; readonly end: number };

const settings = new WeakMap<DockerfileFile, readonly Setting[]>();

/** Every variable that the file sets to a value that stands in it. */
export const settingsOf = (file: DockerfileFile): readonly Setting[] => {
  const known = settings.get(file) ?? [...declared(file), ...set(file)];
  settings.set(file, known);
  return known;
};

const declared = (file: DockerfileFile): Setting[] =>
  file.instructions
    .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
    .flatMap((instruction) =>
      assignmentsOf(file, instruction).flatMap(({ name, value, start, end }) =>
        value === null ? [] : [{ name, value, by: instruction.keyword, start, end }],
      ),
    );

const set = (file: DockerfileFile): Setting[] =>
  runsOf(file).flatMap(({ script }) =>
    script.commands.flatMap(({ assignments }) =>
      assignments.map(({ name, value, start, end }) => ({ name, value, by: 'RUN', start, end })),
    ),
  );
