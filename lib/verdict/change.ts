import { readCompose, separateCompose } from '../compose/recognise.ts';
import { readDockerfiles } from '../dockerfile/context.ts';
import type { BuildContext } from '../dockerfile/file.ts';
import type { Bundle, ManifestObject, Workload } from '../manifest/object.ts';
import { bundleOfObjects, parseBundle } from '../manifest/parse.ts';
import { unclear } from '../manifest/unclear.ts';
import type { DockerfileEvidence, Evidence, ImageEvidence, ManifestEvidence } from '../model/evidence.ts';
import type { NotEvaluated } from '../model/finding.ts';
import type { InputProblem } from '../model/verdict.ts';
import type { Change } from '../rule/rule.ts';

/** The evidence parsed, and what of it could not be read. Subjects are places in the list of evidence. */
export type ParsedChange = { readonly change: Change; readonly problems: readonly InputProblem[]; readonly gaps: readonly NotEvaluated[] };

export const parseChange = (evidence: readonly Evidence[]): ParsedChange => {
  const bundle = bundleOf(evidence);
  const dockerfiles = evidence.flatMap((one, subject) =>
    one.kind === 'dockerfile' ? readDockerfiles(one.files, subject, listingOf(one)).map((file) => ({ subject, file })) : [],
  );
  const compose = evidence.flatMap((one, subject) => (one.kind === 'manifests' && !one.objects ? readCompose(one.files, subject) : []));
  const secrets = evidence.flatMap((one, subject) =>
    one.kind === 'manifests' ? (one.secrets ?? []).map((secret) => ({ subject, secret })) : [],
  );
  const images = evidence.flatMap((one, subject) => (one.kind === 'image' ? [{ subject, evidence: one }] : []));
  return {
    change: {
      bundle,
      ...previousOf(evidence),
      ...askedOf(evidence),
      ...(isOneObject(evidence) && { isAlone: true }),
      dockerfiles,
      images,
      compose: compose.flatMap(({ documents }) => documents),
      secrets,
    },
    problems: [
      ...(bundle?.problems ?? []),
      ...(bundle && compose.length === 0 ? withoutObjects(bundle, evidence) : []),
      ...dockerfiles.flatMap(({ file }) => file.problems),
      ...compose.flatMap(({ problems }) => problems),
      ...images.flatMap(({ subject, evidence: image }) => incompleteParts(image, subject)),
    ],
    gaps: [
      ...images.flatMap(({ subject, evidence: image }) => unreadFiles(image, subject)),
      ...(bundle && !evidence.some((one) => one.kind === 'manifests' && one.objects) ? unclearObjects(bundle) : []),
      ...evidence.flatMap((one, subject) => (one.kind === 'manifests' ? (one.unread ?? []).map((part) => ({ ...part, subject })) : [])),
    ],
  };
};

/** As an admission request shows one. */
const isOneObject = ([first, ...others]: readonly Evidence[]): boolean =>
  others.length === 0 && first?.kind === 'manifests' && first.objects?.length === 1;

const previousOf = (evidence: readonly Evidence[]): Pick<Change, 'previous'> => {
  const before = evidence.flatMap((one) => (one.kind === 'manifests' ? (one.previous ?? []) : []));
  return before.length === 0 ? {} : { previous: bundleOfObjects(before, 'previous', 0) };
};

const askedOf = (evidence: readonly Evidence[]): Pick<Change, 'request' | 'cluster'> => {
  const manifests = evidence.filter((one) => one.kind === 'manifests');
  const request = manifests.find((one) => one.request)?.request;
  const cluster = manifests.flatMap((one) => one.cluster ?? []);
  return { ...(request && { request }), ...(cluster.length > 0 && { cluster }) };
};

const listingOf = ({ listing, listingIsPartial }: DockerfileEvidence): Omit<BuildContext, 'ignore'> => ({
  files: listing ?? null,
  ...(listingIsPartial && { isPartial: listingIsPartial }),
});

/** The namespaces that a change's objects name; `own` is that of the objects which name none, when the asker knows it. */
export const namespacesIn = (evidence: readonly Evidence[], own: string | null): readonly string[] => {
  const named = (bundleOf(evidence)?.objects ?? []).map(({ kind, name, namespace }) => (kind === 'Namespace' ? name : namespace) || own);
  return [...new Set([...named, own])].filter((one) => one !== null);
};

/** A chart that rendered nothing, a pipe whose writer failed: no manifests were judged, and that is no reason to let the change pass. */
const withoutObjects = ({ objects, problems, subject }: Bundle, evidence: readonly Evidence[]): readonly InputProblem[] => {
  const files = evidence.flatMap((one) => (one.kind === 'manifests' ? one.files : []));
  if (objects.length > 0 || problems.length > 0 || files.length === 0) return [];
  const [only, ...others] = files;
  const message = 'no Kubernetes object is in what was given';
  return [{ code: 'no-objects', message, subject, ...(only && others.length === 0 && { file: only.name }) }];
};

/** What has no containers that can be read breaks no rule about containers; that must not look as if it kept them. */
const unclearObjects = ({ subject, objects, workloads }: Bundle): readonly NotEvaluated[] => {
  const ofObject = new Map<ManifestObject, Workload[]>();
  for (const workload of workloads) ofObject.set(workload.object, [...(ofObject.get(workload.object) ?? []), workload]);
  return objects.flatMap((object) => {
    const why = unclear(object.value, ofObject.get(object) ?? []);
    return why === undefined ? [] : [{ rule: 'manifest-content', subject, object: object.id, reason: why }];
  });
};

/** Manifests are judged together, since rules look across them; the first subject of several stands for all. */
const bundleOf = (evidence: readonly Evidence[]): Change['bundle'] => {
  const subject = evidence.findIndex(({ kind }) => kind === 'manifests');
  const manifests = evidence.filter((one): one is ManifestEvidence => one.kind === 'manifests');
  const [first, ...others] = manifests;
  if (!first) return null;
  if (first.objects && others.length === 0) return bundleOfObjects(first.objects, first.subject.ref, subject);
  return parseBundle(
    manifests.flatMap(({ files }) => separateCompose(files).manifests),
    subject,
  );
};

// One file that no reader understood leaves a question open, and what others attached only adds; a layer that was not read to its end may hide anything.
const ofOneFile = /^(archive-.*|attached-.*|sbom-.*|parse-failed|file-too-large|secret-windows|too-many-secrets)$/;

const incompleteParts = ({ content }: ImageEvidence, subject: number): readonly InputProblem[] =>
  content.incomplete
    .filter(({ code }) => !ofOneFile.test(code))
    .map(({ code, message, path }) => ({ code, message, subject, ...(path !== undefined && { file: path }) }));

const unreadFiles = ({ content }: ImageEvidence, subject: number): readonly NotEvaluated[] =>
  content.incomplete
    .filter(({ code }) => ofOneFile.test(code))
    .map(({ code, message, path = '' }) => ({ rule: 'image-content', subject, reason: [code, path, message].filter(Boolean).join(': ') }));
