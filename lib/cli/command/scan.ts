import type { BuildContext } from '../../dockerfile/file.ts';
import { readSbom } from '../../image/sbom/read/read.ts';
import { AppError } from '../../model/error.ts';
import type { SourceFile } from '../../model/evidence.ts';
import { isObject, type Json, memberOf, objectAt, stringAt } from '../../model/json.ts';
import { limits } from '../../scan/input.ts';
import { call } from '../client.ts';
import { clusterFiles } from '../cluster.ts';
import { endOfDecision, orUndecided, showJson } from '../decision.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { checkReports } from '../output.ts';
import { pipedCharts } from '../piped.ts';
import { renderFolders } from '../render.ts';
import { readTargets, stdin } from '../targets.ts';
import { type Sent, type VerdictOptions, verdict } from './verdict.ts';

export type ScanOptions = VerdictOptions & {
  readonly policy?: string;
  readonly environment?: string;
  readonly namespace?: string;
  readonly cluster?: string;
  readonly platform?: string;
  readonly charts?: string;
  readonly wait: boolean;
  readonly timeout: number;
};

/** The service answers at the latest after this long, whatever it was asked. */
const waitSeconds = 20;

/** `plimsoll scan`: sends the change, waits for its end and shows the verdict as `plimsoll verdict` does. */
export const scan = (words: readonly string[], options: ScanOptions): Promise<ExitCode> =>
  orUndecided(options, () => submit(words, options));

const submit = async (words: readonly string[], options: ScanOptions): Promise<ExitCode> => {
  checkReports(options);
  const { change, sent } = changeOf(words, options);
  const started = await call(options, '/v1/scans', { body: change });
  const id = stringAt(started.json, 'id') ?? '';
  if (!options.wait) {
    process.stdout.write(`${showJson(started.json)}\n`);
    return exitCodes.allow;
  }
  const ended = await waitFor(id, options);
  const verdictId = stringAt(ended, 'verdictId');
  if (verdictId !== undefined) return verdict(verdictId, options, sent);
  const reason = objectAt(ended, 'reason');
  process.stderr.write(`plimsoll: scan ${id} is ${stringAt(ended, 'state')}: ${stringAt(reason, 'message') ?? 'no reason was given'}\n`);
  return endOfDecision('unknown', options, stringAt(ended, 'state') === 'unsupported');
};

/** The change as the service takes it. `sent`: where the findings of what was rendered belong; the service itself has no templates, its lines are of the output. */
const changeOf = (
  words: readonly string[],
  { policy, environment, namespace, cluster, platform, charts }: ScanOptions,
): { readonly change: Json; readonly sent: Sent | undefined } => {
  const { rest, rendered: folders } = renderFolders(words);
  const { manifests: given, dockerfiles, contexts, images, unread } = readTargets(rest);
  const piped = pipedCharts(given, stdin, charts);
  const rendered = [...folders, ...piped.rendered].map(({ file, template }) =>
    template === undefined ? { file, template } : { file: { ...file, name: `${file.name} (rendered)` }, template },
  );
  const read = piped.rest;
  const texts = [...read, ...rendered.map(({ file }) => file)];
  for (const { reason } of unread) process.stderr.write(`plimsoll: ${reason}\n`);
  const [sbom, ...more] = texts.filter(isSbom);
  if (more.length > 0) throw new AppError('invalid-request', 'a change has one bill of materials: scan the others by themselves');
  const manifests = texts.filter((file) => file !== sbom);
  const [dockerfile, ...others] = dockerfiles;
  if (others.length > 0) throw new AppError('invalid-request', 'a change has one Dockerfile: scan the others by themselves');
  const change = {
    ...(images.length > 0 && { images: images.map((reference) => ({ reference, ...(platform && { platform }) })) }),
    ...(manifests.length > 0 && { manifests: manifests.map(({ name, text }) => ({ name, text })) }),
    ...(dockerfile && { dockerfile: sourceOf(dockerfile, contexts.get(dockerfile.name)) }),
    ...(sbom && { sbom: { ...sbom } }),
    ...(policy && { policy }),
    ...(environment && { environment }),
    ...(namespace && { namespace }),
    ...(cluster !== undefined && { cluster: clusterFiles(cluster).map(({ name, text }) => ({ name, text })) }),
  };
  const sources = [...read, ...rendered.map(({ file, template }) => template ?? file), ...dockerfiles];
  return { change, sent: rendered.some(({ template }) => template !== undefined) ? { rendered, sources } : undefined };
};

/** With what is known of the folder that is built, as far as the service takes it. */
const sourceOf = ({ name, text }: SourceFile, context: BuildContext | undefined): Json => ({
  name,
  text,
  ...(typeof context?.ignore === 'string' && { ignore: context.ignore }),
  ...(context?.files &&
    context.files.length <= limits.contextFiles &&
    !context.isPartial && { files: context.files.map(({ path, size }) => ({ path, size })) }),
});

const isSbom = ({ name, text }: SourceFile): boolean => name.endsWith('.json') && readSbom(text) !== undefined;

/** Ends when the scan has, or after the time-out with the scan as it is then. */
const waitFor = async (id: string, options: ScanOptions): Promise<Json> => {
  const until = Date.now() + options.timeout * 1000;
  for (;;) {
    const seconds = Math.max(0, Math.min(waitSeconds, Math.ceil((until - Date.now()) / 1000)));
    const { json } = await call(options, `/v1/scans/${encodeURIComponent(id)}?wait=${seconds}`, { waitMs: (seconds + 15) * 1000 });
    const isOver = memberOf(json, 'verdictId') !== null || (isObject(json) && json['reason'] !== null && json['reason'] !== undefined);
    if (isOver || Date.now() >= until) return json;
  }
};
