import type { DockerfileFile, Flag, Stage, Word } from '../../../dockerfile/file.ts';
import type { TextEdit } from '../../../model/patch.ts';
import { dockerfileRule, problemAt, textPatch } from '../define.ts';

const named = (file: DockerfileFile): { stage: Stage; alias: Word }[] =>
  file.stages.flatMap((stage) => (stage.alias ? [{ stage, alias: stage.alias }] : []));

export const stageDuplicate = dockerfileRule({
  id: 'df-stage-duplicate',
  title: 'Every stage has a name of its own',
  severity: 'medium',
  severityReason: 'A later stage hides the earlier one of the same name, so COPY --from takes files from another place than it seems.',
  aliases: ['DL3024', 'DS-0012', 'CKV_DOCKER_11', 'DuplicateStageName'],
  remediation: 'Rename one of the stages.',
  reference: 'https://docs.docker.com/reference/build-checks/duplicate-stage-name/',
  bad: 'FROM debian:12 AS build\nFROM debian:12 AS Build\n',
  good: 'FROM debian:12 AS build\nFROM build AS build-2\nFROM debian:12\n',
  *check(file) {
    const seen = new Set<string>();
    for (const { alias } of named(file)) {
      const name = alias.value.toLowerCase();
      if (seen.has(name)) yield problemAt(file, alias, `a stage named ${alias.value} exists already`);
      seen.add(name);
    }
  },
});

export const stageReserved = dockerfileRule({
  id: 'df-stage-reserved',
  title: 'No stage has a reserved name',
  severity: 'medium',
  severityReason: 'scratch and context mean something else to the builder, so the stage cannot be reached by its name.',
  aliases: ['DL3063', 'ReservedStageName'],
  remediation: 'Rename the stage.',
  reference: 'https://docs.docker.com/reference/build-checks/reserved-stage-name/',
  bad: 'FROM debian:12 AS scratch\n',
  good: 'FROM scratch AS base\n',
  *check(file) {
    for (const { alias } of named(file)) {
      if (/^(?:scratch|context)$/i.test(alias.value)) yield problemAt(file, alias, `${alias.value} is a reserved name`);
    }
  },
});

/** Everything that names the stage: FROM, COPY --from and RUN --mount. Names are found whatever their case, so renaming changes nothing else. */
const renames = (file: DockerfileFile, alias: Word): TextEdit[] => {
  const lower = alias.value.toLowerCase();
  const edits: TextEdit[] = [{ start: alias.start, end: alias.end, text: lower }];
  const refers = (value: string): boolean => value.toLowerCase() === lower && value !== lower;
  for (const { image } of file.stages) if (refers(image.text)) edits.push({ start: image.start, end: image.end, text: lower });
  for (const { flags } of file.instructions) {
    for (const flag of flags) if (flag.name === 'from' && refers(flag.value)) edits.push(lastPart(flag, lower));
  }
  return edits;
};

const lastPart = ({ end, value }: Flag, text: string): TextEdit => ({ start: end - value.length, end, text });

export const stageCasing = dockerfileRule({
  id: 'df-stage-casing',
  title: 'Stage names are lower case; keywords are written alike',
  severity: 'info',
  severityReason: 'It builds all the same; it only reads badly.',
  aliases: ['StageNameCasing', 'FromAsCasing', 'ConsistentInstructionCasing'],
  remediation: 'Write stage names in small letters, and all keywords in capitals.',
  reference: 'https://docs.docker.com/reference/build-checks/stage-name-casing/',
  bad: 'FROM debian:12 as Build\nrun true\nRUN true\n',
  good: 'FROM debian:12 AS build\nRUN true\n',
  *check(file) {
    const named = file.stages.filter(({ alias }) => alias !== null && alias.value !== alias.value.toLowerCase());
    for (const { alias } of named) {
      if (!alias) continue;
      // Renaming searches the whole file; a file with many such names is left to its author.
      const plain = named.length <= 20 && /^[\w.-]+$/.test(alias.text);
      const patch = plain ? textPatch(file, renames(file, alias)) : null;
      yield problemAt(file, alias, `the stage name ${alias.value} is not lower case`, { patch, discriminator: 'name' });
    }
    yield* asCasing(file);
    yield* keywordCasing(file);
  },
});

function* asCasing(file: DockerfileFile) {
  for (const { as, from } of file.stages) {
    if (!as) continue;
    const wanted = from.written === from.written.toLowerCase() ? 'as' : 'AS';
    if (as.text === wanted) continue;
    const patch = textPatch(file, [{ start: as.start, end: as.end, text: wanted }]);
    yield problemAt(file, as, `${from.written} and ${as.text} are written differently`, { patch, discriminator: 'as' });
  }
}

function* keywordCasing(file: DockerfileFile) {
  // Of a trigger the keyword that counts is ONBUILD itself.
  const known = file.instructions.map(({ onBuild, written, start }) => ({
    start,
    written: onBuild ? file.text.slice(start, start + 7) : written,
  }));
  const lower = known.filter(({ written }) => written === written.toLowerCase()).length;
  const upper = known.filter(({ written }) => written === written.toUpperCase()).length;
  const wantsLower = lower > upper;
  for (const { written, start } of known) {
    const wanted = wantsLower ? written.toLowerCase() : written.toUpperCase();
    if (written === wanted) continue;
    const place = { start, end: start + written.length };
    const patch = textPatch(file, [{ ...place, text: wanted }]);
    yield problemAt(file, place, `${written} is written unlike most keywords of the file`, { patch, discriminator: 'keyword' });
  }
}
