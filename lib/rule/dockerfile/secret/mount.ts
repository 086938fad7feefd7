import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import type { ShellAssignment } from '../../../dockerfile/shell/command.ts';
import { type Assignment, assignmentsOf } from '../../../dockerfile/variables.ts';
import type { Patch, TextEdit } from '../../../model/patch.ts';
import { textPatch } from '../define.ts';
import { type Run, runsOf } from '../package/call.ts';
import type { ManagerName } from '../package/program.table.ts';

/** Where flags of an instruction go: behind its keyword. */
export const behindKeyword = ({ start, written }: Instruction): number => start + written.length;

// Source: Dockerfile reference, RUN --mount=type=secret: `env` needs syntax 1.10.
const mountOf = (name: string): string => ` --mount=type=secret,id=${name},env=${name}`;

const hasMount = ({ flags }: Instruction, name: string): boolean =>
  flags.some((flag) => flag.name === 'mount' && flag.value.includes('type=secret') && flag.value.split(',').includes(`env=${name}`));

const mentionOf = (name: string): RegExp => new RegExp(`\\b${name}\\b`);

/** An edit that takes whole lines away. */
export const withoutLines = (file: DockerfileFile, { start, end }: Instruction): TextEdit => {
  const feed = file.text.indexOf('\n', end);
  return { start, end: feed === -1 ? file.text.length : feed + 1, text: '' };
};

const maxRuns = 20;
const maxText = 100_000;

/**
 * A secret of an ARG, or of an ENV in a stage that is left behind, as a mount of the steps that use it: those that name it, else those that call a package
 * manager. The caller then passes `--secret id=NAME,env=NAME`, so it is never carried out unasked. Null where another instruction needs the value.
 */
export const argumentMount = (file: DockerfileFile, instruction: Instruction, { name }: Assignment): Patch | null => {
  const isBuildOnly = instruction.keyword === 'ARG' || isLeftBehind(file, instruction.stage);
  const isPlain = isBuildOnly && instruction.stage !== -1 && !instruction.onBuild && /^[A-Za-z_]\w{0,63}$/.test(name);
  // Each looks at the whole file; a very long one is left to its author.
  if (!isPlain || file.text.length > maxText || assignmentsOf(file, instruction).length !== 1) return null;
  const later = file.instructions.filter(({ stage, index }) => stage === instruction.stage && index > instruction.index);
  const inherited = later.filter((other) => isPassedOn(file, other, name));
  const mention = mentionOf(name);
  if (later.some((other) => other.keyword !== 'RUN' && !inherited.includes(other) && mention.test(other.arguments))) return null;
  // A stage on top of this one would lose what ENV handed on.
  if (inherited.length > 0 && file.stages.some(({ baseStage }) => baseStage === instruction.stage)) return null;
  const runs = stepsFor(
    runsOf(file).filter(
      ({ instruction: { stage, index, onBuild } }) => stage === instruction.stage && index > instruction.index && !onBuild,
    ),
    mention,
  );
  if (runs.length === 0 || runs.length > maxRuns) return null;
  const edits = runs.flatMap(({ instruction: run }): TextEdit[] => {
    const at = behindKeyword(run);
    return hasMount(run, name) ? [] : [{ start: at, end: at, text: mountOf(name) }];
  });
  return textPatch(file, [withoutLines(file, instruction), ...inherited.map((other) => withoutLines(file, other)), ...edits], false);
};

/** Nothing of the stage's settings reaches an image that runs. */
const isLeftBehind = (file: DockerfileFile, stage: number): boolean =>
  stage !== file.stages.length - 1 && !file.stages.some(({ baseStage }) => baseStage === stage);

/** `ENV NAME=$NAME`, which keeps the secret in the image. */
const isPassedOn = (file: DockerfileFile, instruction: Instruction, name: string): boolean => {
  if (instruction.keyword !== 'ENV') return false;
  const [only, ...others] = assignmentsOf(file, instruction);
  return only?.name === name && others.length === 0 && (only.value === `$${name}` || only.value === `\${${name}}`);
};

const languages: ReadonlySet<ManagerName> = new Set(['pip', 'npm', 'yarn', 'gem', 'go']);

const stepsFor = (runs: readonly Run[], mention: RegExp): readonly Run[] => {
  const naming = runs.filter(
    ({ instruction }) => mention.test(instruction.arguments) || instruction.heredocs.some(({ content }) => mention.test(content)),
  );
  if (naming.length > 0) return naming;
  const installing = runs.filter(({ calls }) => calls.length > 0);
  // A distribution's packages are public; what asks for a token is the registry of a language.
  const ofLanguage = installing.filter(({ calls }) => calls.some(({ manager }) => languages.has(manager)));
  return ofLanguage.length > 0 ? ofLanguage : installing;
};

/** A secret that a step sets on its own line, as a mount of that step. */
export const commandMount = (file: DockerfileFile, { instruction, script }: Run, { name, start, end }: ShellAssignment): Patch | null => {
  const command = script.commands.find(({ assignments }) => assignments.some((one) => one.start === start));
  if (!command?.exact || command.name === 'export' || command.words.length === 0 || instruction.onBuild || script.shell === null)
    return null;
  if (!/\s/.test(file.text[end] ?? '') || !file.text.slice(start, end).startsWith(`${name}=`)) return null;
  const at = behindKeyword(instruction);
  return textPatch(
    file,
    [
      { start: at, end: at, text: mountOf(name) },
      { start, end: end + 1, text: '' },
    ],
    false,
  );
};
