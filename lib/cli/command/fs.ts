import { statSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { AppError } from '../../model/error.ts';
import type { Evidence, SourcePackage } from '../../model/evidence.ts';
import { evaluate } from '../../verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../verdict/evidence.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { clusterAt, inCluster } from '../cluster.ts';
import { buildContexts } from '../context.ts';
import type { ExitCode } from '../exit.ts';
import { type FolderContent, folderParts, readFolder } from '../folder.ts';
import { matchAll } from '../match.ts';
import type { JudgingOptions } from '../options.ts';
import { checkReports, shownOf, showText, showWith } from '../output.ts';
import { changedSince, repositoryFiles } from '../repository.ts';
import { isSbomFormat, sbomFormats, sourceSbomText } from '../sbom.ts';

type FolderOptions = JudgingOptions & { readonly since?: string; readonly inventory?: boolean };

/**
 * `plimsoll fs`: all that a repository holds for us is one change: manifests, Compose files, Dockerfiles with their context, packages of lock files, and
 * secrets anywhere.
 */
export const fs = async (folder: string, options: FolderOptions): Promise<ExitCode> => {
  const policy = await chosenPolicy(options.policy, options.rules);
  checkReports(options, sbomFormats);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new AppError('invalid-request', `${folder}: no such folder`, { places: [{ file: folder, message: 'no such folder' }] });
  const read = readFolder(folder, pathsOf(folder, options));
  const evidence = inCluster(evidenceOf(folder, read), clusterAt(options.cluster));
  const verdict = evaluate({
    evidence,
    missing: [],
    policy,
    waivers: [],
    advisories: await matchAll(evidence, options.vex),
    environment: options.environment ?? null,
    now: Date.now(),
  });
  if (options.quiet !== true) process.stderr.write(summaryOf(read));
  const shown = shownOf(evidence, policy, [...read.manifests, ...read.dockerfiles]);
  if (isSbomFormat(options.format)) {
    const text = sourceSbomText(options.format, basename(resolve(folder)), belowFolder(folder, read.packages), Date.now());
    return showText(text, verdict, shown, options);
  }
  return showWith(verdict, shown, options, options.inventory === true ? { packages: read.packages.map(listedPackage) } : undefined);
};

const pathsOf = (folder: string, { since }: FolderOptions): readonly string[] => {
  const paths = repositoryFiles(folder);
  if (since === undefined) return paths;
  const changed = new Set(changedSince(folder, since));
  return paths.filter((path) => changed.has(path));
};

const evidenceOf = (folder: string, read: FolderContent): Evidence[] => {
  const contexts = buildContexts();
  return [
    { ...manifestEvidence(read.manifests, folder), ...folderParts(read) },
    ...read.dockerfiles.map((file) => dockerfileEvidence(file, file.name, contexts.of(file.name, folder))),
  ];
};

/** A document goes to others, to whom the way to the folder on this machine says nothing. */
const belowFolder = (folder: string, packages: readonly SourcePackage[]): readonly SourcePackage[] =>
  packages.map((found) => ({ ...found, file: relative(folder, found.file) }));

/** A package as `plimsoll image --inventory` lists it: the lock file is its path. */
const listedPackage = ({ file, ...found }: SourcePackage) => ({ ...found, path: file });

const summaryOf = ({ files, manifests, dockerfiles, packages, lockFiles, unread }: FolderContent): string => {
  const judged = [counted(manifests.length, 'manifest'), counted(dockerfiles.length, 'Dockerfile')];
  const locked = lockFiles.length > 0 ? [`${counted(packages.length, 'package')} in ${counted(lockFiles.length, 'lock file')}`] : [];
  return [`${counted(files, 'file')} read: ${[...judged, ...locked].join(', ')}`, ...unread.map(({ reason }) => reason), ''].join('\n');
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
