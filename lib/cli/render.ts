import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '../model/error.ts';
import { folderFiles } from './chart-files.ts';
import { type Rendered, renderedFiles } from './rendered.ts';
import { templateIn } from './sub-chart.ts';

type Tool = { readonly program: string; readonly words: (folder: string) => readonly string[] };
type Form = { readonly what: string; readonly marks: readonly string[]; readonly tools: readonly Tool[]; readonly install: string };

// File names: Kustomize, "kustomization file"; Helm, "The chart file structure". The tools run with their defaults: no plug-ins, no exec.
const forms: readonly Form[] = [
  {
    what: 'a kustomization',
    marks: ['kustomization.yaml', 'kustomization.yml', 'Kustomization'],
    tools: [
      { program: 'kustomize', words: (folder) => ['build', folder] },
      { program: 'kubectl', words: (folder) => ['kustomize', folder] },
    ],
    install: 'kubectl (https://kubernetes.io/docs/tasks/tools/) or kustomize',
  },
  {
    what: 'a Helm chart',
    marks: ['Chart.yaml'],
    tools: [{ program: 'helm', words: (folder) => ['template', 'release-name', '--include-crds', folder] }],
    install: 'helm (https://helm.sh/docs/intro/install/)',
  },
];

const longestMs = 60_000;
const largestOutput = 64 * 1024 * 1024;
const longestComplaint = 2_000;

/** Takes the folders that have to be rendered out of the words, and renders them by the user's own tool. Throws AppError. */
export const renderFolders = (words: readonly string[]): { readonly rest: readonly string[]; readonly rendered: readonly Rendered[] } => {
  const rest: string[] = [];
  const rendered: Rendered[] = [];
  for (const word of words) {
    const form = isFolder(word) ? forms.find(({ marks }) => marks.some((mark) => isFile(join(word, mark)))) : undefined;
    const files = folderFiles(word, word);
    if (form) rendered.push(...renderedFiles(word, output(word, form), (path) => templateIn(files, path)));
    else rest.push(word);
  }
  return { rest, rendered };
};

// A path below a file is an error of its own to the file system, so the folder is asked first.
const isFolder = (word: string): boolean => word !== '-' && statSync(word, { throwIfNoEntry: false })?.isDirectory() === true;

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const output = (folder: string, { what, tools, install }: Form): string => {
  for (const tool of tools) {
    const text = outputOf(folder, tool);
    if (text !== undefined) return text;
  }
  throw new AppError('invalid-request', `${folder} is ${what}; to read it, install ${install}, or render it yourself and pass the files`);
};

/** Undefined: the program is not there. Without a shell, and with a path that cannot be read as an option. */
const outputOf = (folder: string, { program, words }: Tool): string | undefined => {
  const { error, status, stdout, stderr } = spawnSync(program, words(resolve(folder)), {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: longestMs,
    killSignal: 'SIGKILL',
    maxBuffer: largestOutput,
  });
  switch (error && 'code' in error ? error.code : undefined) {
    case undefined:
      break;
    case 'ENOENT':
      return undefined;
    case 'ETIMEDOUT':
      throw new AppError('timed-out', `${folder}: ${program} took longer than ${longestMs / 1000} s`);
    case 'ENOBUFS':
      throw new AppError('too-large', `${folder}: ${program} wrote more than ${largestOutput} bytes`);
    default:
      throw new AppError('invalid-request', `${folder}: ${program} cannot be run`, { cause: error });
  }
  if (status === 0) return stdout;
  throw new AppError('invalid-request', `${folder}: ${program} refused it: ${plain(stderr).slice(-longestComplaint)}`);
};

/** A tool's words without the codes that colour or move a terminal. */
const plain = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '').trim();
