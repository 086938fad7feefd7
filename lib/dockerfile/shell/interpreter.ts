import type { DockerfileFile, Instruction, Stage } from '../file.ts';

/** The shell that a shell form runs in. `explicit`: a SHELL instruction of this file chose it. `pipefail`: its own options set it. */
export type Shell = {
  readonly family: 'posix' | 'bash' | 'powershell' | 'cmd' | 'other';
  readonly explicit: boolean;
  readonly pipefail: boolean;
};

const defaultShell: Shell = { family: 'posix', explicit: false, pipefail: false };
const windowsBase = /(?:^|\/)(?:windows\/|windowsservercore|nanoserver|servercore)|[-:](?:windowsservercore|nanoserver)/i;

/** Which shell an instruction gets: the last SHELL before it, in its stage or in the stages below. Source: Dockerfile reference, SHELL. */
export const shellAt = (file: DockerfileFile, instruction: Instruction): Shell => {
  const stage = file.stages[instruction.stage];
  if (!stage) return defaultShell;
  const own = shellsOf(stage).findLast(({ index }) => index < instruction.index);
  return own ? readShell(own) : inherited(file, stage);
};

const shells = new WeakMap<Stage, readonly Instruction[]>();

/** Few stages have any; looking through all instructions for each of them would take the square of their number. */
const shellsOf = (stage: Stage): readonly Instruction[] => {
  const known = shells.get(stage) ?? stage.instructions.filter(isShell);
  shells.set(stage, known);
  return known;
};

const isShell = ({ keyword, onBuild }: Instruction): boolean => keyword === 'SHELL' && !onBuild;

const inheritedShells = new WeakMap<Stage, Shell>();

const inherited = (file: DockerfileFile, stage: Stage): Shell => {
  const chain: Stage[] = [];
  let shell = defaultShell;
  for (let current: Stage | undefined = stage; current; current = current.baseStage === null ? undefined : file.stages[current.baseStage]) {
    const seen = inheritedShells.get(current);
    const own = current === stage ? undefined : shellsOf(current).at(-1);
    shell = seen ?? (own ? readShell(own) : baseShell(current));
    if (seen || own) break;
    chain.push(current);
  }
  for (const current of chain) inheritedShells.set(current, shell);
  return shell;
};

const baseShell = ({ base, baseStage }: Stage): Shell =>
  baseStage === null && windowsBase.test(base ?? '') ? { family: 'cmd', explicit: false, pipefail: false } : defaultShell;

const readShell = ({ json }: Instruction): Shell => {
  const words = (json ?? []).map(({ value }) => value);
  const name = (words[0] ?? '').toLowerCase().split(/[\\/]/).at(-1) ?? '';
  return { family: familyOf(name.replace(/\.exe$/, '')), explicit: true, pipefail: setsPipefail(words.slice(1)) };
};

const familyOf = (name: string): Shell['family'] => {
  if (name === 'bash') return 'bash';
  if (['sh', 'ash', 'dash', 'ksh', 'zsh', 'busybox'].includes(name)) return 'posix';
  if (name === 'powershell' || name === 'pwsh') return 'powershell';
  return name === 'cmd' ? 'cmd' : 'other';
};

/** `-o pipefail`, also behind other letters as in `-euxo pipefail`. */
export const setsPipefail = (words: readonly string[]): boolean =>
  words.some((word, index) => /^-[a-zA-Z]*o$/.test(word) && words[index + 1] === 'pipefail');
