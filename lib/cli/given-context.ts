import { createReadStream, existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { sentFiles } from '../dockerfile/context.ts';
import type { BuildContext } from '../dockerfile/file.ts';
import { unpack } from '../image/decompress.ts';
import { secretsInText } from '../image/secret/scan.ts';
import type { SecretRules } from '../image/secret/search.ts';
import { createTarWalker } from '../image/tar.ts';
import { AppError } from '../model/error.ts';
import { listedContext } from './context.ts';
import { secretRulesFromEnvironment } from './secret-rules.ts';

/** The context that `docker build` would be given, a folder or a tar (packed or not), as it was named by the asker. */
export type GivenContext = {
  /** As the builder sees it for this Dockerfile. */
  of(dockerfile: string): BuildContext;
};

type Held = { listed(ignore: string | null): BuildContext; textOf(path: string): string | null; nameIn(dockerfile: string): string | null };

/** A larger file is not searched for secrets; nor is what comes after this much text. */
const maxFile = 1024 * 1024;
const maxText = 256 * 1024 * 1024;
const maxUnpacked = 64 * 1024 ** 3;

/** Throws AppError `invalid-request` when there is neither a folder nor a tar that can be read. */
export const givenContext = async (word: string): Promise<GivenContext> => {
  const stat = statSync(word, { throwIfNoEntry: false });
  if (!stat)
    throw new AppError('invalid-request', `${word}: no such folder or archive`, { places: [{ file: word, message: 'no such context' }] });
  const held = stat.isDirectory() ? inFolder(word) : await inArchive(word, stat.size);
  const rules = secretRulesFromEnvironment();
  return { of: (dockerfile) => contextOf(held, dockerfile, rules) };
};

// Source: Dockerfile reference: the ignore file that is named after the Dockerfile wins over the one of the context.
const contextOf = (held: Held, dockerfile: string, rules: SecretRules | undefined): BuildContext => {
  const beside = `${dockerfile}.dockerignore`;
  const name = held.nameIn(dockerfile);
  const named = existsSync(beside) ? readFileSync(beside, 'utf8') : name === null ? null : held.textOf(`${name}.dockerignore`);
  const ignore = named ?? held.textOf('.dockerignore');
  const context = held.listed(ignore);
  const sent = new Set(sentFiles(context).files.map(({ path }) => path));
  let left = maxText;
  const files = (context.files ?? []).map((file) => {
    if (!sent.has(file.path) || file.size > maxFile || left < file.size) return file;
    left -= file.size;
    const text = held.textOf(file.path);
    const secret = text === null ? undefined : secretsInText(text, file.path, rules).found[0];
    return secret ? { ...file, holds: `${secret.title} in line ${secret.line}` } : file;
  });
  return { ...context, files };
};

const inFolder = (folder: string): Held => ({
  listed: (ignore) => listedContext(folder, ignore),
  textOf: (path) => {
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false });
    return stat?.isFile() === true && stat.size <= maxFile ? readFileSync(join(folder, path), 'utf8') : null;
  },
  nameIn: (dockerfile) => {
    const name = relative(resolve(folder), resolve(dockerfile));
    return name.startsWith('..') ? null : name;
  },
});

const inArchive = async (file: string, size: number): Promise<Held> => {
  const files: { path: string; size: number }[] = [];
  const texts = new Map<string, string>();
  const state: { problem: string | null; left: number } = { problem: null, left: maxText };
  const walker = createTarWalker({
    entry: (entry) => {
      if (entry.kind !== 'file') return null;
      files.push({ path: entry.path, size: entry.size });
      if (entry.size > maxFile || entry.size > state.left) return null;
      state.left -= entry.size;
      const parts: Buffer[] = [];
      return (piece, last) => {
        parts.push(Buffer.from(piece));
        if (last) texts.set(entry.path, Buffer.concat(parts).toString('utf8'));
      };
    },
    problem: (code) => {
      state.problem ??= code;
    },
  });
  const { problem } = await unpack({
    packed: createReadStream(file),
    digest: null,
    size,
    maxUnpackedBytes: maxUnpacked,
    deliver: (bytes) => walker.write(bytes),
  });
  walker.end();
  const wrong = problem ?? state.problem;
  if (wrong !== null)
    throw new AppError('invalid-request', `${file}: no tar that can be read to its end (${wrong})`, {
      places: [{ file, message: 'a context is a folder or a tar, packed or not' }],
    });
  return { listed: (ignore) => ({ ignore, files }), textOf: (path) => texts.get(path) ?? null, nameIn: (dockerfile) => dockerfile };
};

const mebi = 1024 * 1024;

/** What would be sent, in a line for a person. */
export const contextSummary = (dockerfile: string, context: BuildContext): string => {
  const { files, size, folders } = sentFiles(context);
  const largest = folders.slice(0, 3).map((folder) => `${folder.path} ${megabytes(folder.size)}`);
  return `context of ${dockerfile}: ${files.length} files, ${megabytes(size)} would be sent${largest.length > 0 ? `; largest: ${largest.join(', ')}` : ''}\n`;
};

const megabytes = (size: number): string => (size < mebi / 10 ? `${Math.ceil(size / 1024)} KiB` : `${(size / mebi).toFixed(1)} MiB`);
