import { expand } from '../../../dockerfile/expand.ts';
import type { DockerfileFile, Instruction } from '../../../dockerfile/file.ts';
import { type Assignment, assignmentsOf, declarationAt } from '../../../dockerfile/variables.ts';
import type { Patch } from '../../../model/patch.ts';
import { dockerfileRule, instructionsOf, problemAt, textPatch } from '../define.ts';
import { baseOf } from '../runtime/chain.ts';

/** Every variable that a text asks for, with a default or without. */
const usedIn = (text: string, escapeToken: string): ReadonlySet<string> => {
  const names = new Set<string>();
  expand(text, (name) => void names.add(name), escapeToken);
  return names;
};

/** Names of variables that a text asks for without a default. */
const namesIn = (text: string, escapeToken: string): readonly string[] => expand(text, () => undefined, escapeToken).undeclared;

export const envSelfReference = dockerfileRule({
  id: 'df-env-self-reference',
  title: 'ENV does not use a variable that the same ENV sets',
  severity: 'medium',
  severityReason: 'All values of one ENV are expanded before any is set, so the variable is still empty.',
  aliases: ['DL3044'],
  remediation: 'Set the variable in an ENV of its own before.',
  reference: 'https://docs.docker.com/reference/dockerfile/#environment-replacement',
  bad: 'FROM debian:12\nENV HOME_DIR=/app BIN="$HOME_DIR/bin"\n',
  good: 'FROM debian:12\nARG VERSION=1\nENV VERSION=$VERSION NAME=app-$VERSION PATH=$PATH:/x\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'ENV')) {
      const assignments = assignmentsOf(file, instruction);
      const names = new Set(assignments.map(({ name }) => name));
      for (const { name, raw, start, end } of assignments) {
        const used = [...usedIn(raw, file.escapeToken)].find((other) => other !== name && names.has(other));
        const before = used === undefined ? undefined : declarationAt(file, instruction, used);
        if (used === undefined || (before !== undefined && before !== 'base')) continue;
        yield problemAt(file, { start, end }, `${name} uses ${used}, which the same ENV sets`, { discriminator: name });
      }
    }
  },
});

const modern = (file: DockerfileFile, instruction: Instruction, { name, raw, start, end }: Assignment): Patch | null => {
  if (/["'\\`]/.test(raw) || file.text.slice(start, end).includes('\n') || instruction.onBuild) return null;
  const value = /^[\w./:,@%+${}-]+$/.test(raw) ? raw : `"${raw}"`;
  return textPatch(file, [{ start, end, text: `${name}=${value}` }]);
};

export const envLegacy = dockerfileRule({
  id: 'df-env-legacy',
  title: 'ENV and LABEL use name=value',
  severity: 'info',
  severityReason: 'The form with a space is deprecated and takes the rest of the line, spaces and all.',
  aliases: ['LegacyKeyValueFormat'],
  remediation: 'Write `ENV NAME=value`.',
  reference: 'https://docs.docker.com/reference/build-checks/legacy-key-value-format/',
  bad: 'FROM debian:12\nENV NAME some value\n',
  good: 'FROM debian:12\nENV NAME="some value" OTHER=x\nLABEL a=b\n',
  *check(file) {
    for (const instruction of instructionsOf(file, 'ENV', 'LABEL')) {
      for (const assignment of assignmentsOf(file, instruction)) {
        if (!assignment.legacy || assignment.raw === '') continue;
        const patch = modern(file, instruction, assignment);
        yield problemAt(file, assignment, `${instruction.keyword} ${assignment.name} has a space in place of =`, { patch });
      }
    }
  },
});

// Set by the builder in every stage that declares them, or in every shell. Source: Dockerfile reference, ARG, predefined ARGs.
const predefined = new Set([
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'PATH',
  'HOME',
  'HOSTNAME',
  'USER',
  'TERM',
  'PWD',
]);
const withVariables = ['ADD', 'COPY', 'ENV', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'USER', 'VOLUME', 'WORKDIR', 'ARG'] as const;

export const undefinedVariable = dockerfileRule({
  id: 'df-undefined-var',
  title: 'Variables are declared before they are used',
  severity: 'low',
  severityReason: 'An undeclared variable is empty, so the instruction means something else than it says.',
  aliases: ['UndefinedVar'],
  remediation: 'Declare it with ARG or ENV in the same stage, before this line; an ARG above FROM must be repeated.',
  reference: 'https://docs.docker.com/reference/build-checks/undefined-var/',
  bad: 'ARG VERSION=1\nFROM debian:12\nCOPY app-$VERSION /app\n',
  good: `ARG VERSION=1\nFROM eclipse-temurin:21\nARG VERSION\nCOPY app-$VERSION /app\nENV PATH=$PATH:/x JAVA=$JAVA_HOME/bin\nLABEL a=\${B:-c}\n`,
  *check(file) {
    const elsewhere = declaredAnywhere(file);
    for (const instruction of instructionsOf(file, ...withVariables)) {
      if (instruction.stage === -1 || instruction.onBuild) continue;
      for (const name of namesIn(instruction.arguments, file.escapeToken)) {
        const declared = declarationAt(file, instruction, name);
        // The base image may set it, unless the file shows that it is meant to be one of its own.
        const isOwn =
          declared === undefined ||
          (declared === 'base' && (elsewhere.has(name) || bareBase.test(baseOf(file, instruction)) || misspelt(name, elsewhere)));
        if (predefined.has(name.toUpperCase()) || !isOwn || isSelf(file, instruction, name)) continue;
        yield problemAt(file, instruction, `${name} is not declared in this stage before it is used`, { discriminator: name });
      }
    }
  },
});

/** Official images that set PATH and nothing else. Source: their Dockerfiles. */
const bareBase = /^(?:docker\.io\/)?(?:library\/)?(?:alpine|debian|ubuntu|busybox|amazonlinux|rockylinux|almalinux)(?:[:@]|$)/;

/** Two letters of PATH or of a variable of the file changed places, as in `$PAHT`. */
const misspelt = (name: string, declared: ReadonlySet<string>): boolean => {
  const meant = (other: string): boolean => other === 'PATH' || declared.has(other);
  for (let at = 0; at + 1 < Math.min(name.length, 100); at++) {
    const swapped = name.slice(0, at) + name[at + 1] + name[at] + name.slice(at + 2);
    if (swapped !== name && meant(swapped)) return true;
  }
  return false;
};

/** `ENV X=$X:more` extends what the base set. */
const isSelf = (file: DockerfileFile, instruction: Instruction, name: string): boolean =>
  assignmentsOf(file, instruction).some((assignment) => assignment.name === name);

const declaredAnywhere = (file: DockerfileFile): Set<string> =>
  new Set(instructionsOf(file, 'ARG', 'ENV').flatMap((instruction) => assignmentsOf(file, instruction).map(({ name }) => name)));
