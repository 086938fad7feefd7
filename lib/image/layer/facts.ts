import type { FileFactKind } from '../../model/image.ts';
import type { TarEntry } from '../tar/entry.ts';
import { namedFiles, placedFiles, programs } from './facts.table.ts';
import type { FindDetail } from './find.ts';

const byProgram = new Map<string, FileFactKind>();
for (const kind of ['shell', 'package-manager', 'compiler'] as const) for (const name of programs[kind]) byProgram.set(name, kind);
const byName = new Map<string, FileFactKind>(Object.entries(namedFiles));
const placedNames = new Set(placedFiles.map(({ end }) => end.slice(end.lastIndexOf('/') + 1)));

const setuid = 0o4000;
const setgid = 0o2000;
const sticky = 0o1000;
const othersWrite = 0o002;

/** What a member says by its name and mode alone; content is not looked at. */
export function* factsOf(entry: TarEntry, name: string): Generator<FindDetail> {
  yield* modeFacts(entry);
  if (entry.kind === 'directory') {
    if (name === '.git' || name === '.svn' || name === '.hg') yield { kind: 'fact', fact: 'vcs-folder' };
    return;
  }
  const fact = namedFact(entry.path, name);
  if (fact) yield { kind: 'fact', fact };
}

function* modeFacts({ kind, mode, capability }: TarEntry): Generator<FindDetail> {
  const isFile = kind === 'file' || kind === 'hardlink';
  const shown = mode.toString(8).padStart(4, '0');
  if (isFile && (mode & setuid) !== 0) yield { kind: 'fact', fact: 'setuid', mode: shown };
  if (isFile && (mode & setgid) !== 0) yield { kind: 'fact', fact: 'setgid', mode: shown };
  if (isFile && capability) yield { kind: 'fact', fact: 'file-capability', mode: shown, detail: Buffer.from(capability).toString('hex') };
  // A sticky folder such as /tmp is meant to be written by all.
  const open = (mode & othersWrite) !== 0 && (isFile || (kind === 'directory' && (mode & sticky) === 0));
  if (open) yield { kind: 'fact', fact: 'world-writable', mode: shown };
}

const namedFact = (path: string, name: string): FileFactKind | undefined => {
  const program = byProgram.get(name);
  if (program && inProgramFolder(path, name)) return program;
  const named = byName.get(name);
  if (named) return named;
  if (placedNames.has(name)) return placedFiles.find(({ end }) => path === end || path.endsWith(`/${end}`))?.kind;
  return name.startsWith('.env') ? envFile(name) : undefined;
};

const inProgramFolder = (path: string, name: string): boolean => /(^|\/)s?bin\/$/.test(path.slice(0, path.length - name.length));

/** `.env` and `.env.production` hold settings; `.env.example` and the like are made to be shared. */
const envFile = (name: string): FileFactKind | undefined =>
  name === '.env' || (/^\.env\.[\w-]+$/.test(name) && !/\.(example|sample|template|dist|defaults?|schema|test)$/.test(name))
    ? 'env-file'
    : undefined;
