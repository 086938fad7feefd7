import { readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../model/error.ts';
import type { SourceFile } from '../model/evidence.ts';

/** What the words on the command line stand for. Image references are given as `ImageSource` takes them. */
export type Targets = {
  readonly manifests: readonly SourceFile[];
  readonly dockerfiles: readonly SourceFile[];
  readonly images: readonly string[];
};

/** A text input over this is refused before it is read whole. */
const largestText = 64 * 1024 * 1024;
const neverEntered = new Set(['node_modules', '.git', '.terraform', 'vendor', '.cache']);
const dockerfileName = /^(dockerfile|containerfile)(\.[\w.-]+)?$|\.(dockerfile|containerfile)$/i;
const manifestName = /\.(ya?ml|json)$/i;
const archiveName = /\.(tar|tgz|tar\.gz|tar\.zst)$/i;

/** Reads files, folders and standard input (`-`); what names no file and could be an image reference is one. Throws AppError `invalid-request` that names the word. */
export const readTargets = (words: readonly string[]): Targets => {
  const manifests: SourceFile[] = [];
  const dockerfiles: SourceFile[] = [];
  const images: string[] = [];
  const addText = (name: string, text: string) => {
    if (isDockerfile(name, text)) dockerfiles.push({ name, text });
    else manifests.push({ name, text });
  };
  for (const word of words) {
    const stat = word === '-' ? undefined : statSync(word, { throwIfNoEntry: false });
    if (word === '-') addText('<stdin>', readText(0, '<stdin>'));
    else if (stat?.isDirectory()) {
      if (statSync(join(word, 'oci-layout'), { throwIfNoEntry: false })) images.push(`oci-layout:${word}`);
      else for (const path of filesBelow(word)) addText(path, readText(path, path));
    } else if (stat && archiveName.test(word)) images.push(`docker-archive:${word}`);
    else if (stat) addText(word, readText(word, word));
    else if (looksLikeImage(word)) images.push(word);
    else
      throw new AppError('invalid-request', `${word}: no such file or folder`, {
        places: [{ file: word, message: 'no such file or folder' }],
      });
  }
  return { manifests, dockerfiles, images };
};

const isDockerfile = (name: string, text: string): boolean =>
  dockerfileName.test(basename(name)) || (!manifestName.test(name) && /^(?:\s*(?:#.*)?\n)*\s*(?:FROM|ARG)\s+\S/i.test(text.slice(0, 4096)));

/** A word with a file's ending or a leading dot or slash is a path that does not exist, not an image. */
const looksLikeImage = (word: string): boolean =>
  /^(oci-layout|docker-archive|docker|oci):/.test(word) ||
  (!/^[./~]/.test(word) &&
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

const readText = (from: string | number, name: string): string => {
  const bytes = typeof from === 'string' ? readFile(from, name) : readStream(from, name);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('invalid-yaml', `${name}: not valid UTF-8`, { places: [{ file: name, message: 'not valid UTF-8' }], cause });
  }
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
