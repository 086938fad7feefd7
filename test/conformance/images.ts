import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createLocal } from '../../lib/adapters/registry/local/local.ts';
import { inspectImage } from '../../lib/image/inspect.ts';
import type { ImageContent } from '../../lib/model/image.ts';
import { isList, type Json, listAt, numberAt, stringAt } from '../../lib/model/json.ts';
import { file, imageOfLayers } from '../image/build.ts';
import { filesOf } from './lines.ts';
import { type CaseOutcome, compare, type SuiteResult } from './result.ts';

/** What an archive without a package list must show; archives that are not named here must at least be read whole. */
const expectations: { readonly [name: string]: (content: ImageContent) => readonly unknown[] } = {
  // Its base is busybox, which stays.
  'node-removed': ({ packages }) => packages.flatMap(({ name }) => (name === 'busybox' ? [] : [name])),
  whiteout_image: ({ files, layers }) => [...files, ...(layers.some(({ wasted }) => wasted > 0) ? [] : ['nothing was whited out'])],
  overwritten_file: ({ layers }) => (layers.some(({ wasted }) => wasted > 0) ? [] : ['nothing was overwritten']),
  'java-uberjar': ({ packages }) => (packages.some(({ type }) => type === 'maven') ? [] : ['no Java package']),
};

/** `docker save` archives; the packages of one are in `<name>.packages.json`, in the form of Trivy's goldens. */
export const runImages = async (): Promise<SuiteResult> => {
  const archives = ['.tar', '.tar.gz', '.tgz'].flatMap((extension) => filesOf('images', extension));
  const outcomes: CaseOutcome[] = [];
  const source = createLocal();
  for (const path of archives) {
    const name = basename(path).replace(/\.(tar|tgz|tar\.gz)$/, '');
    const images = await source.resolve(path, 'all');
    const list = path.replace(/\.(tar|tgz|tar\.gz)$/, '.packages.json');
    for (const image of images) {
      const content = await inspectImage({ source, image });
      outcomes.push(existsSync(list) ? judgeList(name, readList(list), content) : judgeContent(name, content));
    }
  }
  return resultOf('images', outcomes);
};

/** Package databases of rpm, each put where its kind lies in an image; the expected list beside it when there is one. */
export const runRpm = async (): Promise<SuiteResult> => {
  const outcomes: CaseOutcome[] = [];
  for (const kind of ['Packages', 'Packages.db', 'rpmdb.sqlite']) {
    for (const path of filesOf('rpm', kind)) {
      const name = basename(path);
      const { image, source } = imageOfLayers([[file(`var/lib/rpm/${kind}`, readFileSync(path))]]);
      const content = await inspectImage({ source, image });
      const list = `${path}.packages.json`;
      if (existsSync(list)) outcomes.push(judgeList(name, readList(list), content));
      else outcomes.push(judgeCount(name, content));
    }
  }
  return resultOf('rpm', outcomes);
};

// What rpm -qa lists, as the source of these files says.
const rpmCounts: { readonly [name: string]: number } = { 'sle15-bci.ndb.Packages.db': 35, 'libuuid.bdb.Packages': 1 };

const judgeCount = (name: string, { packages, incomplete }: ImageContent): CaseOutcome => {
  const expected = rpmCounts[name] ?? 'at least one package';
  const isRight = incomplete.length === 0 && (typeof expected === 'number' ? packages.length === expected : packages.length > 0);
  return compare(name, expected, packages.length, isRight);
};

const judgeContent = (name: string, content: ImageContent): CaseOutcome => {
  const wrong = [...content.incomplete, ...(expectations[name]?.(content) ?? [])];
  return compare(name, [], wrong, wrong.length === 0);
};

/**
 * Lines of a list that are not true of the archive beside it, with what the archive's own database says. alpine-3.10: the list was
 * taken from an earlier build (3.10.2); `lib/apk/db/installed` in the archive (3.10.4) has newer busybox and openssl.
 */
const corrections: { readonly [name: string]: { readonly [line: string]: string } } = {
  'alpine-3.10': {
    'busybox 1.30.1-r2 x86_64 busybox 1.30.1-r2': 'busybox 1.30.1-r3 x86_64 busybox 1.30.1-r3',
    'ssl_client 1.30.1-r2 x86_64 busybox 1.30.1-r2': 'ssl_client 1.30.1-r3 x86_64 busybox 1.30.1-r3',
    'libcrypto1.1 1.1.1c-r0 x86_64 openssl 1.1.1c-r0': 'libcrypto1.1 1.1.1d-r2 x86_64 openssl 1.1.1d-r2',
    'libssl1.1 1.1.1c-r0 x86_64 openssl 1.1.1c-r0': 'libssl1.1 1.1.1d-r2 x86_64 openssl 1.1.1d-r2',
  },
};

const judgeList = (name: string, listed: readonly string[], { packages }: ImageContent): CaseOutcome => {
  const expected = listed.map((line) => corrections[name]?.[line] ?? line);
  const got = packages
    .map((found) => lineOf(found.name, found.version, found.architecture, found.source?.name, found.source?.version))
    .sort();
  const missing = expected.filter((line) => !got.includes(line));
  const extra = got.filter((line) => !expected.includes(line));
  return compare(name, { missing }, { extra }, missing.length === 0 && extra.length === 0 && got.length === expected.length);
};

const readList = (path: string): readonly string[] => {
  const list: Json = JSON.parse(readFileSync(path, 'utf8'));
  const entries = isList(list) ? list : listAt(list, 'Packages');
  return entries
    .map((entry) =>
      lineOf(
        stringAt(entry, 'Name'),
        versionOf(entry, 'Epoch', 'Version', 'Release'),
        stringAt(entry, 'Arch'),
        stringAt(entry, 'SrcName'),
        versionOf(entry, 'SrcEpoch', 'SrcVersion', 'SrcRelease'),
      ),
    )
    .sort();
};

const lineOf = (...parts: readonly (string | undefined)[]): string => parts.map((part) => part ?? '').join(' ');

const versionOf = (entry: Json, epoch: string, version: string, release: string): string =>
  [
    ...(numberAt(entry, epoch) ? [`${numberAt(entry, epoch)}:`] : []),
    stringAt(entry, version) ?? '',
    ...(stringAt(entry, release) ? [`-${stringAt(entry, release)}`] : []),
  ].join('');

const resultOf = (suite: string, outcomes: readonly CaseOutcome[]): SuiteResult => {
  const failed = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : []));
  return { suite, total: outcomes.length, passed: outcomes.length - failed.length, failed, unmapped: 0 };
};
