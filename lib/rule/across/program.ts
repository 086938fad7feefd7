import { stringAt } from '../../model/json.ts';
import { environmentOf, isWithin, mountsOf } from './effective.ts';
import type { Pair } from './pair.ts';

// What container runtimes search when the image sets no PATH. Source: moby, oci.DefaultPathEnv.
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Whether an image can run a program. `unknown`: a volume may bring it, or its name is only known at run time. */
export type Found = 'yes' | 'no' | 'unknown';

export const findProgram = (program: string, pair: Pair, executables: ReadonlySet<string>): Found => {
  if (program === '' || program.includes('$(') || isUnread(pair)) return 'unknown';
  const candidates = placesOf(program, pair);
  if (candidates === undefined) return 'unknown';
  if (candidates.some((path) => executables.has(path.replace(/^\/+/, '')))) return 'yes';
  const mounts = mountsOf(pair.container);
  return candidates.some((path) => mounts.some((mount) => isWithin(path, mount.path))) ? 'unknown' : 'no';
};

/** A layer that could not be read may hold the program. */
const isUnread = ({ content }: Pair): boolean => content.incomplete.some(({ path }) => path === undefined || path === '');

const placesOf = (program: string, { container, content }: Pair): readonly string[] | undefined => {
  if (program.startsWith('/')) return [normalise(program)];
  const workingDir = stringAt(container.value, 'workingDir') ?? (content.config.workingDir || '/');
  if (program.includes('/')) return [normalise(`${workingDir}/${program}`)];
  const path = environmentOf(container, content.config.env, 'PATH') ?? defaultPath;
  if (path.includes('$(')) return undefined;
  return path
    .split(':')
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => normalise(`${folder}/${program}`));
};

const normalise = (path: string): string => {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};
