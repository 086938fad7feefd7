import { readdirSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, join, normalize } from 'node:path';
import { isCompose } from '../compose/recognise.ts';
import type { BuildContext } from '../dockerfile/file.ts';
import { AppError } from '../model/error.ts';
import type { SourceFile } from '../model/evidence.ts';
import { compileGlob, longestGlob } from '../model/glob.ts';
import { isObject } from '../model/json.ts';
import { decodeUtf8 } from '../model/utf8.ts';
import { buildContexts } from './context.ts';
import { type Part, partsOf, type Unread, unreadParts } from './part.ts';

/** What the words on the command line stand for. Image references are given as `ImageSource` takes them. */
export type Targets = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfiles: readonly SourceFile[];
  /** By the Dockerfile's name. */
  readonly contexts: ReadonlyMap<string, BuildContext>;
  readonly images: readonly string[];
  /** Templates and patches below a folder, which are nothing that can be judged by itself. */
  readonly unread: readonly Unread[];
};

export const stdin = '<stdin>';
/** A text input over this is refused before it is read whole. */
const largestText = 64 * 1024 * 1024;
export const neverEntered = new Set(['node_modules', '.git', '.terraform', 'vendor', '.cache']);
// `dockerfile.ts` is a program about Dockerfiles, `Dockerfile.j2` is none yet.
export const dockerfileName =
  /^(?!.*\.(?:dockerignore|md|txt|rst|adoc|[cm]?[jt]sx?|go|py|rb|rs|java|kt|cs|php|lua|pl|sh|html?|css|json|ya?ml|toml|lock|snap|patch|diff|orig|rej|bak|swp|j2|jinja2?|tmpl|tpl|template|erb|mustache|hbs|ejs)$)(?:(?:dockerfile|containerfile)(?:\.[\w.-]+)?|.*\.(?:dockerfile|containerfile))$/i;
export const manifestName = /\.(ya?ml|json)$/i;
const archiveName = /\.(tar|tgz|tar\.gz|tar\.zst)$/i;

/** Reads files, folders, patterns and standard input (`-`); what names no file and could be an image reference is one. Throws AppError `invalid-request` that names the word. */
export const readTargets = (words: readonly string[]): Targets => {
  const manifests: SourceFile[] = [];
  const dockerfiles: SourceFile[] = [];
  const images: string[] = [];
  const parts: { readonly path: string; readonly part: Part }[] = [];
  const contexts = new Map<string, BuildContext>();
  const known = buildContexts();
  const addText = (name: string, text: string, root: string | null) => {
    if (!isDockerfile(name, text)) {
      if (root === null || isManifest(name, text)) manifests.push({ name, text });
      return;
    }
    dockerfiles.push({ name, text });
    const context = name === stdin ? undefined : known.of(name, root);
    if (context) contexts.set(name, context);
  };
  for (const word of words) {
    const stat = word === '-' ? undefined : statOf(word);
    if (word === '-') addText(stdin, readText(0, stdin), null);
    else if (stat?.isDirectory()) {
      if (statSync(join(word, 'oci-layout'), { throwIfNoEntry: false })) images.push(`oci-layout:${word}`);
      else {
        const paths = filesBelow(word);
        const partOf = partsOf(paths, (path) => readText(path, path));
        for (const path of paths) {
          const part = dockerfileName.test(basename(path)) ? undefined : partOf(path);
          if (part) parts.push({ path, part });
          else addText(path, readText(path, path), word);
        }
      }
    } else if (stat && archiveName.test(word)) images.push(`docker-archive:${word}`);
    else if (stat) addText(word, readText(word, word), null);
    else if (/[*?]/.test(word)) for (const path of fittingFiles(word)) addText(path, readText(path, path), null);
    else if (looksLikeImage(word)) images.push(word);
    else
      throw new AppError('invalid-request', `${word}: no such file or folder`, {
        places: [{ file: word, message: 'no such file or folder' }],
      });
  }
  return { manifests, dockerfiles, contexts, images, unread: unreadParts(parts) };
};

/** Of a folder's files only what says that it is for us; a file that is named by the user is judged whatever it is. */
export const isManifest = (name: string, text: string): boolean => !(/\.json$/i.test(name) && isOtherJson(text)) && saysKind(name, text);

/** JSON of another kind, such as a schema that has a `kind` somewhere inside. What cannot be parsed is not told apart here. */
const isOtherJson = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && !('kind' in value) && !('services' in value);
  } catch {
    return false;
  }
};

const saysKind = (name: string, text: string): boolean =>
  /^["']?kind["']?[ \t]*:/m.test(text) || (apiVersion(text).test(text) && /["']?\bkind["']?\s*:/.test(text)) || isCompose({ name, text });

// In YAML whose first member stands at the margin, an object's own members do too: what lies deeper is a part of something else.
const apiVersion = (text: string): RegExp => (opensAtMargin(text) ? /^["']?apiVersion["']?[ \t]*:/m : /["']?\bapiVersion["']?\s*:/);
const opensAtMargin = (text: string): boolean => /^(?:(?:[ \t]*(?:#.*)?|---.*|%.*)\r?\n)*["'\w-]/.test(text.replace(/^\uFEFF/, ''));

const isDockerfile = (name: string, text: string): boolean =>
  dockerfileName.test(basename(name)) ||
  (!manifestName.test(name) && /^(?:[ \t\r]*(?:#.*)?\n)*[ \t]*(?:FROM|ARG)[ \t]+\S/i.test(text.slice(0, 4096)));

/** A word with a file's ending, a leading dot or slash or a slash at its end is a path that does not exist, not an image. */
const looksLikeImage = (word: string): boolean =>
  /^(oci-layout|docker-archive|docker|oci):/.test(word) ||
  (!/^[./~]|\/$/.test(word) &&
    !manifestName.test(word) &&
    !archiveName.test(word) &&
    !dockerfileName.test(word) &&
    /^[\w][\w.\-/:@]*$/.test(word));

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return neverEntered.has(entry.name) ? [] : filesBelow(path);
      return entry.isFile() && (manifestName.test(entry.name) || dockerfileName.test(entry.name)) ? [path] : [];
    });

const noFile = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/** What is at a path; a path that cannot be one, below a file or too long, has nothing there. */
const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && noFile.has(String(error.code))) return undefined;
    throw error;
  }
};

/** Files that a quoted pattern means, where no shell wrote them out. A `**` may stand for no folder at all. */
const fittingFiles = (word: string): readonly string[] => {
  const pattern = normalize(word);
  const start = pattern.slice(0, pattern.search(/[*?]/)).lastIndexOf('/');
  const folder = start === -1 ? '.' : pattern.slice(0, start + 1);
  const globs = withoutFolders(pattern).map(compileGlob);
  const isFolder = pattern.length <= longestGlob && statOf(folder)?.isDirectory() === true;
  const fitting = isFolder ? filesBelow(folder).filter((path) => globs.some((glob) => glob.matches(path))) : [];
  if (fitting.length > 0) return fitting;
  const message = `no file fits this pattern${/[{[]/.test(word) ? ', of which only *, ** and ? are signs' : ''}`;
  throw new AppError('invalid-request', `${word}: ${message}`, { places: [{ file: word, message }] });
};

const mostFolders = 6;

// The pattern with each step of any folders there or left out.
const withoutFolders = (pattern: string): readonly string[] => {
  const [first = '', ...others] = pattern.split('**/');
  return others
    .slice(0, mostFolders)
    .reduce((starts, part) => starts.flatMap((start) => [`${start}**/${part}`, start + part]), [first])
    .map((start) => [start, ...others.slice(mostFolders)].join('**/'));
};

const readText = (from: string | number, name: string): string => {
  const bytes = typeof from === 'string' ? readFile(from, name) : readStream(from, name);
  const text = decodeUtf8(bytes);
  if (text === null)
    throw new AppError('invalid-yaml', `${name}: not valid UTF-8`, { places: [{ file: name, message: 'not valid UTF-8' }] });
  return text;
};

const tooLarge = (name: string): AppError =>
  new AppError('too-large', `${name}: larger than ${largestText} bytes`, { places: [{ file: name, message: 'too large' }] });

const readFile = (path: string, name: string): Uint8Array => {
  if (statSync(path).size > largestText) throw tooLarge(name);
  return readFileSync(path);
};

const readStream = (descriptor: number, name: string): Uint8Array => {
  const parts: Buffer[] = [];
  for (let total = 0; ; ) {
    const part = Buffer.allocUnsafe(65_536);
    const read = readSync(descriptor, part);
    if (read === 0) return Buffer.concat(parts);
    total += read;
    if (total > largestText) throw tooLarge(name);
    parts.push(part.subarray(0, read));
  }
};
