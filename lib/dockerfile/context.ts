import type { SourceFile } from '../model/evidence.ts';
import type { BuildContext, DockerfileFile } from './file.ts';
import { type IgnoreFile, parseIgnore } from './ignore.ts';
import { parseDockerfile } from './parse.ts';

/** The files of one Dockerfile subject: its Dockerfiles, each with the ignore file that the builder would take, when one was handed in. */
export const readDockerfiles = (
  files: readonly SourceFile[],
  subject: number,
  listing: Omit<BuildContext, 'ignore'> = { files: null },
): DockerfileFile[] =>
  files
    .filter(({ name }) => !isIgnoreFile(name))
    .map((file) => {
      const parsed = parseDockerfile(file, subject);
      const ignore = ignoreFor(file.name, files);
      return ignore === null && listing.files === null ? parsed : withContext(parsed, { ignore, ...listing });
    });

const isIgnoreFile = (name: string): boolean => name.endsWith('.dockerignore');

/** Source: Dockerfile reference, .dockerignore: one named after the Dockerfile wins over the one of the folder. */
export const ignoreFor = (dockerfile: string, files: readonly SourceFile[]): string | null => {
  const folder = dockerfile.slice(0, dockerfile.lastIndexOf('/') + 1);
  const find = (name: string): string | undefined => files.find((file) => file.name === name)?.text;
  return find(`${dockerfile}.dockerignore`) ?? find(`${folder}.dockerignore`) ?? null;
};

export const withContext = (file: DockerfileFile, context: BuildContext): DockerfileFile => ({ ...file, context });

const ignores = new WeakMap<BuildContext, IgnoreFile>();

/** The patterns of a context; none keep everything in. */
export const ignoreOf = (context: BuildContext): IgnoreFile => {
  const known = ignores.get(context) ?? parseIgnore(context.ignore ?? '');
  ignores.set(context, known);
  return known;
};

export type Folder = { readonly path: string; readonly size: number; readonly files: number };

/** What `docker build` sends, in bytes, with the folders of the first level by size. */
export type Sent = {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly size: number; readonly holds?: string }[];
  readonly folders: readonly Folder[];
};

/** The Dockerfile and the ignore files are sent whatever the patterns say, and are left out here. */
export const sentFiles = (context: BuildContext): Sent => {
  const known = sentBy.get(context) ?? readSent(context);
  sentBy.set(context, known);
  return known;
};

// Several rules ask, and a context may have 200,000 files.
const sentBy = new WeakMap<BuildContext, Sent>();

const readSent = (context: BuildContext): Sent => {
  const ignore = ignoreOf(context);
  const files = (context.files ?? []).filter(({ path }) => ignore.excludedBy(path) === null);
  const folders = new Map<string, { size: number; files: number }>();
  for (const { path, size } of files) {
    const slash = path.indexOf('/');
    if (slash === -1) continue;
    const folder = folders.get(path.slice(0, slash)) ?? { size: 0, files: 0 };
    folder.size += size;
    folder.files += 1;
    folders.set(path.slice(0, slash), folder);
  }
  const bySize = [...folders].map(([path, folder]) => ({ path, ...folder })).sort((a, b) => b.size - a.size || (a.path < b.path ? -1 : 1));
  return { size: files.reduce((sum, { size }) => sum + size, 0), files, folders: bySize };
};
