import { lstatSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BuildContext } from '../../dockerfile/file.ts';
import { secretsInText } from '../../image/secret/scan.ts';
import { AppError } from '../../model/error.ts';
import type { Evidence, SourceFile, TextSecret } from '../../model/evidence.ts';
import { evaluate } from '../../verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../verdict/evidence.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { buildContexts } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import type { JudgingOptions } from '../options.ts';
import { checkReports, show, shownOf } from '../output.ts';
import { changedSince, repositoryFiles } from '../repository.ts';
import { dockerfileName, isManifest, manifestName } from '../targets.ts';

type FolderOptions = JudgingOptions & { readonly since?: string };

/** `plimsoll fs`: all that a repository holds for us is one change: manifests, Compose files, Dockerfiles with their context, and secrets anywhere. */
export const fs = (folder: string, options: FolderOptions): ExitCode => {
  const policy = chosenPolicy(options.policy, options.rules);
  checkReports(options);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new AppError('invalid-request', `${folder}: no such folder`, { places: [{ file: folder, message: 'no such folder' }] });
  const paths = repositoryFiles(folder);
  const changed = options.since === undefined ? null : new Set(changedSince(folder, options.since));
  const read = readAll(folder, changed === null ? paths : paths.filter((path) => changed.has(path)));
  const evidence = evidenceOf(folder, read);
  const verdict = evaluate({
    evidence,
    missing: [],
    policy,
    waivers: [],
    advisories: [],
    environment: options.environment ?? null,
    now: Date.now(),
  });
  if (options.quiet !== true) process.stderr.write(summaryOf(read));
  return show(verdict, shownOf(evidence, policy, [...read.manifests, ...read.dockerfiles]), options);
};

type Read = {
  readonly manifests: SourceFile[];
  readonly dockerfiles: SourceFile[];
  readonly secrets: TextSecret[];
  readonly templates: string[];
  readonly tooLarge: string[];
  files: number;
};

/** One file at a time is in memory; what is kept are manifests and Dockerfiles up to this many characters. */
const maxKept = 64 * 1024 * 1024;
/** A larger file is data: nobody writes a secret or a manifest of that size. */
const maxFile = 5 * 1024 * 1024;
const maxSecrets = 5_000;

const readAll = (folder: string, paths: readonly string[]): Read => {
  const read: Read = { manifests: [], dockerfiles: [], secrets: [], templates: [], tooLarge: [], files: 0 };
  const charts = new Set(paths.filter((path) => /(?:^|\/)Chart\.ya?ml$/.test(path)).map((path) => path.replace(/[^/]*$/, '')));
  let kept = 0;
  for (const path of paths) {
    const stat = lstatSync(join(folder, path), { throwIfNoEntry: false });
    if (stat?.isFile() !== true) continue;
    if (stat.size > maxFile) {
      read.tooLarge.push(path);
      continue;
    }
    read.files += 1;
    const file = { name: join(folder, path), text: readFileSync(join(folder, path), 'utf8') };
    if (read.secrets.length < maxSecrets) read.secrets.push(...secretsOf(file, path));
    const kind = kindOf(path, file, charts);
    if (kind === 'template') read.templates.push(path);
    if (kind !== 'manifest' && kind !== 'dockerfile') continue;
    kept += file.text.length;
    if (kept > maxKept) throw new AppError('too-large', `${folder}: manifests and Dockerfiles of more than ${maxKept} characters`);
    (kind === 'manifest' ? read.manifests : read.dockerfiles).push(file);
  }
  return read;
};

const kindOf = (path: string, file: SourceFile, charts: ReadonlySet<string>): 'dockerfile' | 'manifest' | 'template' | 'other' => {
  if (file.text.includes('\0')) return 'other';
  if (dockerfileName.test(basename(path))) return 'dockerfile';
  if (!manifestName.test(path)) return 'other';
  // A chart's templates are no YAML before they are rendered.
  const chart = /^(.*?)templates\//.exec(path)?.[1];
  if (chart !== undefined && charts.has(chart)) return 'template';
  return isManifest(file.name, file.text) ? 'manifest' : 'other';
};

const secretsOf = ({ name, text }: SourceFile, path: string): TextSecret[] =>
  secretsInText(text, path).found.map(({ rule, title, start, fingerprint, line }) => ({
    file: name,
    rule,
    title,
    start,
    fingerprint,
    line,
  }));

const evidenceOf = (folder: string, { manifests, dockerfiles, secrets }: Read): Evidence[] => {
  const contexts = buildContexts();
  const contextOf = ({ name }: SourceFile): BuildContext | undefined => contexts.of(name, folder);
  return [
    { ...manifestEvidence(manifests, folder), secrets },
    ...dockerfiles.map((file) => dockerfileEvidence(file, file.name, contextOf(file))),
  ];
};

const summaryOf = ({ files, manifests, dockerfiles, templates, tooLarge }: Read): string =>
  [
    `${files} files read: ${manifests.length} manifests, ${dockerfiles.length} Dockerfiles`,
    ...(templates.length > 0 ? [`${templates.length} chart templates not judged; render them: helm template . | plimsoll check -`] : []),
    ...(tooLarge.length > 0 ? [`${tooLarge.length} files over ${maxFile} bytes not read: ${tooLarge.slice(0, 3).join(', ')}`] : []),
    '',
  ].join('\n');
