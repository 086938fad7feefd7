import { existsSync, statSync } from 'node:fs';
import type { AttachedTrust } from '../../image/attached/trust.ts';
import { keepHeapSmall, keepNoThreads } from '../../image/small-heap.ts';
import type { ImageEvidence } from '../../model/evidence.ts';
import { evaluate } from '../../verdict/evaluate.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { orUndecided } from '../decision.ts';
import type { ExitCode } from '../exit.ts';
import { inspectReference } from '../inspect.ts';
import { localImages } from '../local-images.ts';
import { baselinesFor, matchAll } from '../match.ts';
import { type JudgingOptions, platformChoice } from '../options.ts';
import { checkReports, shownOf, showText, showWith } from '../output.ts';
import { layerBars } from '../progress.ts';
import { isSbomFormat, sbomFormats, sbomText } from '../sbom.ts';
import { sbomFile } from '../sbom-file.ts';
import { readTargets } from '../targets.ts';
import { attachedTrustFor } from '../trusted-root.ts';

export type ImageOptions = JudgingOptions & { readonly inventory?: boolean };

/** `plimsoll image`: one reference, archive, layout or bill of materials; every chosen platform is a subject of one verdict. */
export const image = (word: string, options: ImageOptions): Promise<ExitCode> => orUndecided(options, () => judge(word, options));

const judge = async (word: string, asked: ImageOptions): Promise<ExitCode> => {
  // What other scanners call the text for people.
  const options = asked.format === 'table' ? { ...asked, format: 'text' } : asked;
  keepHeapSmall();
  keepNoThreads();
  const policy = await chosenPolicy(options.policy, options.rules);
  checkReports(options, sbomFormats);
  const evidence = await evidenceOf(word, options, await attachedTrustFor(policy));
  const verdict = evaluate({
    evidence,
    missing: [],
    policy,
    waivers: [],
    advisories: await matchAll(evidence, options.vex),
    baselines: await baselinesFor(policy, evidence, options.baseline),
    environment: options.environment ?? null,
    now: Date.now(),
  });
  const shown = shownOf(evidence, policy);
  if (isSbomFormat(options.format)) return showText(sbomText(options.format, evidence), verdict, shown, options);
  return showWith(verdict, shown, options, options.inventory === true ? inventoryOf(evidence) : undefined);
};

/** An image as it is, or what a bill of materials says of one. */
const evidenceOf = async (word: string, options: ImageOptions, trust: AttachedTrust | null): Promise<readonly ImageEvidence[]> => {
  const stated = sbomFile(word);
  if (stated) return [stated];
  const reference = referenceOf(word);
  const bars = layerBars(process.stderr, options.quiet === true);
  return inspectReference(localImages([reference]), reference, platformChoice(options.platform), bars, trust);
};

/** A file or folder is named as it is, maybe with a tag of those in it, standard input is an archive, the rest is a reference. */
const referenceOf = (word: string): string => {
  if (word === '-') return '-';
  const path = existsSync(word) ? undefined : pathBeforeTag(word);
  const stat = path === undefined ? undefined : statSync(path);
  if (stat) return `${stat.isDirectory() ? 'oci-layout' : 'docker-archive'}:${word}`;
  return readTargets([word]).images[0] ?? word;
};

const pathBeforeTag = (word: string): string | undefined =>
  [...word.matchAll(/:/g)].map(({ index }) => word.slice(0, index)).find((path) => path !== '' && existsSync(path));

/** One platform's inventory lies at the top, several in a list in the order of the subjects. */
const inventoryOf = (evidence: readonly ImageEvidence[]): object => {
  const inventories = evidence.map(({ content: { packages, files, secrets, config, layers, os, base, incomplete, attached } }) => ({
    packages,
    files,
    secrets,
    config,
    layers,
    os,
    base,
    incomplete,
    ...(attached && { attached }),
  }));
  const [only, ...others] = inventories;
  return only && others.length === 0 ? only : inventories;
};
