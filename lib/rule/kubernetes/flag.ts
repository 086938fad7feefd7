import type { ContainerView } from '../../manifest/object.ts';
import { listAt } from '../../model/json.ts';

/** The command line of a Kubernetes component in a static pod. */
export type CommandLine = { readonly program: string; readonly flags: ReadonlyMap<string, string> };

const programs = new Set(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'kubelet', 'etcd']);

const textsOf = (container: ContainerView, list: 'command' | 'args'): readonly string[] =>
  listAt(container.value, list).filter((item) => typeof item === 'string');

const known = new WeakMap<ContainerView, { readonly line: CommandLine | null }>();

/** The component that a container runs, read once for all the rules about flags; null for other programs. */
export const commandLineOf = (container: ContainerView): CommandLine | null => {
  const found = known.get(container) ?? { line: readCommandLine(container) };
  known.set(container, found);
  return found.line;
};

/** Shells put everything into one word, so words are split at spaces; the program may be named by the container alone. */
const readCommandLine = (container: ContainerView): CommandLine | null => {
  if (!isNamed(container)) return null;
  const words = [...textsOf(container, 'command'), ...textsOf(container, 'args')].flatMap((word) => word.split(/\s+/)).filter(Boolean);
  const at = words.findIndex((word) => programs.has(baseName(word)));
  if (at !== -1) return { program: baseName(words[at] ?? ''), flags: flagsOf(words.slice(at + 1)) };
  const isBare = words[0]?.startsWith('--') ?? false;
  const named = [container.name, baseName(container.image.split(/[:@]/)[0] ?? '')].find((name) => programs.has(name));
  return isBare && named !== undefined ? { program: named, flags: flagsOf(words) } : null;
};

const program = /kube-(?:apiserver|controller-manager|scheduler|proxy)|kubelet|etcd/;

/** Nearly every container is none of these, and is told so without taking its words apart. */
const isNamed = (container: ContainerView): boolean =>
  program.test(container.name) ||
  program.test(container.image) ||
  [...listAt(container.value, 'command'), ...listAt(container.value, 'args')].some(
    (word) => typeof word === 'string' && program.test(word),
  );

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const flagsOf = (words: readonly string[]): ReadonlyMap<string, string> => {
  const flags = new Map<string, string>();
  for (const [at, word] of words.entries()) {
    const match = /^--?([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word);
    if (!match) continue;
    const [, name = '', value] = match;
    const next = words[at + 1];
    flags.set(name, value?.replace(/^(["'])(.*)\1$/s, '$2') ?? (next !== undefined && !next.startsWith('-') ? next : 'true'));
  }
  return flags;
};
