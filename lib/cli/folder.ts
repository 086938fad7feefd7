import { lstatSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { largestLockFile, lockFormatOf, readLockFile } from '../image/lock/read.ts';
import { secretsInText } from '../image/secret/scan.ts';
import type { SecretRules } from '../image/secret/search.ts';
import { AppError } from '../model/error.ts';
import type { ManifestEvidence, SourceFile, SourcePackage, TextSecret } from '../model/evidence.ts';
import { acceptedAt } from './accepted.ts';
import { listed, type Part, partsOf, type Unread, unreadParts } from './part.ts';
import { secretRulesFromEnvironment } from './secret-rules.ts';
import { dockerfileName, isManifest, manifestName } from './targets.ts';

/** What the files of a repository hold for us. Names begin with the folder as it was given. `unread`: parts that nobody could judge. */
export type FolderContent = {
  readonly manifests: SourceFile[];
  readonly dockerfiles: SourceFile[];
  readonly secrets: TextSecret[];
  readonly packages: SourcePackage[];
  readonly lockFiles: string[];
  readonly unread: Unread[];
  files: number;
};

/** One file at a time is in memory; what is kept are manifests and Dockerfiles up to this many characters. */
const maxKept = 64 * 1024 * 1024;
/** A larger file is data: nobody writes a secret or a manifest of that size. */
const maxFile = 5 * 1024 * 1024;
const maxSecrets = 5_000;

/** Reads files below a folder one after the other. Throws AppError `too-large` when there is more to judge than one answer should hold. */
export const readFolder = (folder: string, paths: readonly string[]): FolderContent => {
  const read: FolderContent = { manifests: [], dockerfiles: [], secrets: [], packages: [], lockFiles: [], unread: [], files: 0 };
  const partOf = partsOf(paths, (path) => readSmall(join(folder, path)));
  const parts: { readonly path: string; readonly part: Part }[] = [];
  const tooLarge: string[] = [];
  let kept = 0;
  const rules = secretRulesFromEnvironment();
  for (const path of paths) {
    const name = join(folder, path);
    const stat = lstatSync(name, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) continue;
    const isLock = lockFormatOf(path) !== undefined;
    if (stat.size > (isLock ? largestLockFile : maxFile)) {
      tooLarge.push(path);
      continue;
    }
    read.files += 1;
    const file = { name, text: readFileSync(name, 'utf8') };
    if (isLock) addPackages(file, path, read);
    if (read.secrets.length < maxSecrets) read.secrets.push(...secretsOf(file, path, rules));
    const kind = kindOf(path, file, partOf);
    if (kind === 'template' || kind === 'patch') parts.push({ path, part: kind });
    if (kind !== 'manifest' && kind !== 'dockerfile') continue;
    kept += file.text.length;
    if (kept > maxKept) throw new AppError('too-large', `${folder}: manifests and Dockerfiles of more than ${maxKept} characters`);
    (kind === 'manifest' ? read.manifests : read.dockerfiles).push(file);
  }
  if (tooLarge.length > 0)
    read.unread.push({ rule: 'repository-secret', reason: `over ${maxFile / 1024 / 1024} MiB and not read: ${listed(tooLarge)}` });
  read.unread.push(...unreadParts(parts));
  return read;
};

/** Empty where no file of a usual size is. */
const readSmall = (name: string): string => {
  const stat = lstatSync(name, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size <= maxFile ? readFileSync(name, 'utf8') : '';
};

const addPackages = ({ name, text }: SourceFile, path: string, read: FolderContent): void => {
  const reading = readLockFile(path, text);
  if (reading?.kind === 'malformed')
    read.unread.push({ rule: 'vulnerability', reason: `${name}: no ${reading.format} file can be read from this` });
  if (reading?.kind !== 'read') return;
  read.lockFiles.push(path);
  for (const found of reading.packages) read.packages.push({ file: name, ...found });
};

const dockerfileTemplate = /^(?:dockerfile|containerfile)[\w.-]*\.(?:j2|jinja2?|tmpl|tpl|template|erb|mustache|hbs|ejs)$/i;

const kindOf = (path: string, file: SourceFile, partOf: ReturnType<typeof partsOf>): Part | 'dockerfile' | 'manifest' | 'other' => {
  if (dockerfileTemplate.test(basename(path))) return 'template';
  if (dockerfileName.test(basename(path))) return file.text.includes('\0') ? 'other' : 'dockerfile';
  if (!manifestName.test(path) || file.text.includes('\0')) return 'other';
  return partOf(path) ?? (isManifest(file.name, file.text) ? 'manifest' : 'other');
};

const secretsOf = ({ name, text }: SourceFile, path: string, rules: SecretRules | undefined): TextSecret[] => {
  const { found } = secretsInText(text, path, rules);
  if (found.length === 0) return [];
  const lines = text.split('\n');
  return found.map(({ rule, title, start, fingerprint, line }) => {
    const accepted = acceptedAt(lines, line);
    return { file: name, rule, title, start, fingerprint, line, ...(accepted && { accepted }) };
  });
};

/** What the folder's manifests, secrets and packages are evidence of; the rest of a verdict's subjects are its Dockerfiles. */
export const folderParts = ({ secrets, packages, lockFiles, unread }: FolderContent): Partial<ManifestEvidence> => ({
  secrets,
  ...(lockFiles.length > 0 && { packages }),
  ...(unread.length > 0 && { unread }),
});
