import { ignoreOf, sentFiles } from '../../../dockerfile/context.ts';
import { expand } from '../../../dockerfile/expand.ts';
import type { BuildContext } from '../../../dockerfile/file.ts';
import { cleanPath } from '../../../dockerfile/ignore.ts';
import { lookupAt } from '../../../dockerfile/variables.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';
import { copyOf, isRemote } from './operands.ts';

export const copyTrailingSlash = dockerfileRule({
  id: 'df-copy-trailing-slash',
  title: 'COPY and ADD of several sources end with a slash',
  severity: 'medium',
  severityReason: 'With several sources the target must be a folder, and the builder takes it for one only with a slash at its end.',
  aliases: ['DL3021', 'DS-0011'],
  remediation: 'Add a slash to the last word.',
  reference: 'https://docs.docker.com/reference/dockerfile/#copy',
  bad: 'FROM debian:12\nCOPY package.json yarn.lock app\n',
  good: 'FROM debian:12\nCOPY package.json yarn.lock app/\nCOPY ["a b", "c", "."]\nCOPY one two $TARGET\nCOPY one app\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'COPY', 'ADD')) {
      const { sources, destination, inline } = copyOf(file, instruction);
      if (!destination || sources.length + inline < 2) continue;
      const { value } = expand(destination.value, lookupAt(file, instruction), file.escapeToken);
      if (value === null || /(?:[/\\]|^\.\.?|\/\.\.?)$/.test(value)) continue;
      const quoted = /["']$/.test(destination.text) ? 1 : 0;
      const at = destination.end - quoted;
      yield problemAt(file, destination, `${value} must be a folder; write it with a slash`, {
        patch: textPatch(file, [{ start: at, end: at, text: '/' }]),
      });
    }
  },
});

export const copyRelative = dockerfileRule({
  id: 'df-copy-relative',
  title: 'COPY and ADD to a relative target come after WORKDIR',
  severity: 'medium',
  severityReason: 'Without WORKDIR the files land wherever the base image happens to stand, by default in /.',
  aliases: ['DL3045'],
  remediation: 'Set WORKDIR first, or write the whole path.',
  reference: 'https://docs.docker.com/reference/dockerfile/#copy',
  bad: 'FROM debian:12\nCOPY app.js app.js\n',
  good: 'FROM debian:12 AS base\nWORKDIR /app\nFROM base\nCOPY app.js app.js\nCOPY x /x\nCOPY y c:\\\\y\nCOPY z $TARGET\n',
  *check(file) {
    const withWorkdir = new Set<number>();
    const first = new Map<number, number>();
    for (const { stage, index } of instructionsOf(file, 'WORKDIR')) first.set(stage, Math.min(index, first.get(stage) ?? index));
    for (const stage of file.stages) {
      const below = stage.baseStage === null ? undefined : file.stages[stage.baseStage];
      if (below && (withWorkdir.has(below.index) || first.has(below.index))) withWorkdir.add(stage.index);
    }
    for (const instruction of instructionsOf(file, 'COPY', 'ADD')) {
      const { destination } = copyOf(file, instruction);
      const has = withWorkdir.has(instruction.stage) || (first.get(instruction.stage) ?? Number.POSITIVE_INFINITY) < instruction.index;
      if (!destination || has || instruction.onBuild) continue;
      const { value } = expand(destination.value, lookupAt(file, instruction), file.escapeToken);
      if (value === null || value === '' || /^[/\\]|^[A-Za-z]:/.test(value)) continue;
      yield problemAt(file, destination, `the target ${value} is relative, and no WORKDIR is set`);
    }
  },
});

/** A folder is kept out and something in it is not: what the listing says, or without one what an exception may say. */
const isKeptInside = (context: BuildContext, folder: string): boolean => {
  const below = `${cleanPath(folder)}/`;
  if (context.files === null) return ignoreOf(context).mayKeepBelow(folder);
  return sentFiles(context).files.some(({ path }) => path.startsWith(below));
};

export const copyIgnored = dockerfileRule({
  id: 'df-copy-ignored',
  title: 'COPY names no file that .dockerignore keeps out',
  severity: 'medium',
  severityReason: 'The file never reaches the builder, so the step fails or copies less than it says.',
  aliases: ['CopyIgnoredFile'],
  remediation: 'Add an exception (`!path`) to .dockerignore, or do not copy the file.',
  reference: 'https://docs.docker.com/reference/build-checks/copy-ignored-file/',
  *check(file) {
    if (file.context?.ignore == null) return;
    const ignore = ignoreOf(file.context);
    const from = file.stages[0]?.from;
    for (const { source, line } of from ? ignore.malformed : [])
      yield problemAt(
        file,
        from ?? { start: 0, end: 0 },
        `"${source.slice(0, 80)}" (line ${line} of .dockerignore) is malformed, and the builder stops there`,
        {
          discriminator: source,
        },
      );
    for (const instruction of instructionsOf(file, 'COPY', 'ADD')) {
      if (instruction.flags.some(({ name }) => name === 'from')) continue;
      for (const source of copyOf(file, instruction).sources) {
        const { value } = expand(source.value, lookupAt(file, instruction), file.escapeToken);
        if (value === null || value === '' || isRemote(value) || /[*?[]/.test(value)) continue;
        const by = ignore.excludedBy(value);
        if (by && !isKeptInside(file.context, value))
          yield problemAt(file, source, `${value} is kept out by "${by.source}" (line ${by.line} of .dockerignore)`, {
            discriminator: value,
          });
      }
    }
  },
});
