import type { BuildContext } from '../../dockerfile/file.ts';
import type { AttachedTrust } from '../../image/attached/trust.ts';
import { AppError } from '../../model/error.ts';
import type { Evidence } from '../../model/evidence.ts';
import { evaluate } from '../../verdict/evaluate.ts';
import { dockerfileEvidence, manifestEvidence } from '../../verdict/evidence.ts';
import { chosenPolicy } from '../chosen-policy.ts';
import { clusterAt, clusterRemark, inCluster } from '../cluster.ts';
import { orUndecided } from '../decision.ts';
import type { ExitCode } from '../exit.ts';
import { contextSummary, givenContext } from '../given-context.ts';
import { inspectReference } from '../inspect.ts';
import { layersByInstruction, layerTable } from '../layers.ts';
import { localImages } from '../local-images.ts';
import { baselinesFor, matchAll } from '../match.ts';
import { type JudgingOptions, platformChoice } from '../options.ts';
import { checkReports, shownOf, showWith } from '../output.ts';
import { pipedCharts } from '../piped.ts';
import { layerBars } from '../progress.ts';
import { renderFolders } from '../render.ts';
import { inTemplates } from '../rendered.ts';
import { readTargets, stdin, type Targets } from '../targets.ts';
import { attachedTrustFor } from '../trusted-root.ts';

export type CheckOptions = JudgingOptions & {
  readonly context?: string;
  readonly layers?: boolean;
  readonly charts?: string;
  readonly namespace?: string;
};

/** `plimsoll check`: everything named on the command line is one change and gets one verdict. */
export const check = (words: readonly string[], options: CheckOptions): Promise<ExitCode> =>
  orUndecided(options, () => judge(words, options));

const judge = async (words: readonly string[], options: CheckOptions): Promise<ExitCode> => {
  const policy = await chosenPolicy(options.policy, options.rules);
  checkReports(options);
  const { rest, rendered: folders } = renderFolders(words);
  const given = readTargets(rest);
  const piped = pipedCharts(given.manifests, stdin, options.charts);
  const read = { ...given, manifests: piped.rest };
  const rendered = [...folders, ...piped.rendered];
  const contexts = options.context === undefined ? read.contexts : await contextsOf(options.context, read, options);
  const targets = { ...read, contexts, manifests: [...read.manifests, ...rendered.map(({ file }) => file)] };
  const evidence = inCluster(await gather(targets, words, options, await attachedTrustFor(policy)), clusterAt(options.cluster));
  const layers = options.layers === true ? layersByInstruction(evidence) : null;
  const advisories = await matchAll(evidence, options.vex);
  const verdict = evaluate({
    evidence,
    missing: [],
    policy,
    waivers: [],
    advisories,
    baselines: await baselinesFor(policy, evidence, options.baseline),
    environment: options.environment ?? null,
    namespace: options.namespace ?? null,
    now: Date.now(),
  });
  if (options.quiet !== true) process.stderr.write(clusterRemark(verdict, policy, options.cluster));
  const templates = rendered.map(({ file, template }) => template ?? file);
  const sources = [...read.manifests, ...templates, ...targets.dockerfiles];
  const shown = shownOf(evidence, policy, sources);
  if (layers !== null && options.format !== 'json' && options.quiet !== true) process.stderr.write(layerTable(layers));
  return showWith(inTemplates(verdict, rendered), shown, options, layers === null ? undefined : { layers });
};

/** The same context for every Dockerfile of the change; each may have an ignore file of its own. */
const contextsOf = async (word: string, { dockerfiles }: Targets, options: CheckOptions): Promise<ReadonlyMap<string, BuildContext>> => {
  if (dockerfiles.length === 0) throw new AppError('invalid-request', `--context ${word}: there is no Dockerfile among what is checked`);
  const given = await givenContext(word);
  const contexts = new Map(dockerfiles.map(({ name }) => [name, given.of(name)]));
  if (options.quiet !== true) for (const [name, context] of contexts) process.stderr.write(contextSummary(name, context));
  return contexts;
};

const gather = async (
  targets: Targets,
  words: readonly string[],
  options: JudgingOptions,
  trust: AttachedTrust | null,
): Promise<Evidence[]> => {
  const evidence: Evidence[] = [];
  const { manifests, unread } = targets;
  const [only] = manifests;
  if (unread.length > 0 && manifests.length + targets.dockerfiles.length + targets.images.length === 0)
    throw new AppError(
      'invalid-request',
      `${words.join(' ')}: nothing here can be judged by itself: ${unread.map(({ reason }) => reason).join('; ')}`,
    );
  if (only || unread.length > 0) {
    const evidenceOf = manifestEvidence(manifests, only && manifests.length === 1 ? only.name : words.join(' '));
    evidence.push({ ...evidenceOf, unread });
  }
  for (const file of targets.dockerfiles) evidence.push(dockerfileEvidence(file, file.name, targets.contexts.get(file.name)));
  if (targets.images.length === 0) return evidence;
  const source = localImages(targets.images);
  // A misspelt file name can be an image's name too; who meant the file sees why a registry is asked.
  for (const name of targets.images)
    if (/^[\w.-]+$/.test(name)) process.stderr.write(`plimsoll: ${name}: no such file, so it is taken as an image\n`);
  const bars = layerBars(process.stderr, options.quiet === true);
  for (const reference of targets.images)
    evidence.push(...(await inspectReference(source, reference, platformChoice(options.platform), bars, trust)));
  return evidence;
};
