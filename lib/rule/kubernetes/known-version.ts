import type { Bundle, ManifestObject } from '../../manifest/object.ts';
import { listAt, objectAt, stringAt } from '../../model/json.ts';
import { problem, type Rule, type Statement } from '../rule.ts';
import { kubernetesRule } from './define.ts';
import { podExample } from './example.ts';
import { imageNameOf } from './image.ts';
import { type KnownFlaw, knownFlaws, oldestSupportedMinor, type VersionRange } from './known-version.table.ts';

/** The leading numbers of a version; undefined when it begins with none. What stands after them, such as `-gke.100`, is a build of the same source. */
const numbersOf = (version: string): readonly number[] | undefined => {
  const match = /^v?(\d{1,6}(?:\.\d{1,6}){0,3})/.exec(version);
  return match?.[1]?.split('.').map(Number);
};

const compareNumbers = (a: readonly number[], b: readonly number[]): number => {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

export const isWithin = (version: string, ranges: readonly VersionRange[]): boolean => {
  const numbers = numbersOf(version);
  if (!numbers) return false;
  return ranges.some(
    ([from, before]) => compareNumbers(numbers, numbersOf(from) ?? []) >= 0 && compareNumbers(numbers, numbersOf(before) ?? []) < 0,
  );
};

const nodeVersion = ({ value }: ManifestObject, field: string): string =>
  stringAt(objectAt(objectAt(value, 'status'), 'nodeInfo'), field) ?? '';

const usesSubPath = (bundle: Bundle): readonly Pick<Statement & { kind: 'problem' }, 'object' | 'container' | 'pointer'>[] =>
  bundle.workloads.flatMap(({ object, containers }) =>
    containers.flatMap(({ name, pointer, value }) =>
      listAt(value, 'volumeMounts').flatMap((mount, at) =>
        stringAt(mount, 'subPath') || stringAt(mount, 'subPathExpr')
          ? [{ object, container: name, pointer: `${pointer}/volumeMounts/${at}` }]
          : [],
      ),
    ),
  );

function* onNodes(flaw: KnownFlaw & { of: 'node' }, bundle: Bundle): Iterable<Statement> {
  const { cve, what, fix, field, prefix = '' } = flaw;
  for (const node of bundle.ofKind('Node')) {
    const version = nodeVersion(node, field);
    if (!version.startsWith(prefix) || !isWithin(version.slice(prefix.length), flaw.affected)) continue;
    const said = { aliases: [cve], remediation: fix, discriminator: `${cve} ${node.name}` };
    if (flaw.needs === 'subPath') {
      for (const place of usesSubPath(bundle))
        yield problem(`on the node "${node.name}" (${version}) ${what} (${cve})`, { ...place, ...said });
    } else if (flaw.needs !== 'APIService' || bundle.ofKind('APIService').some(({ value }) => isAggregated(value))) {
      yield problem(`with ${version} ${what} (${cve})`, { object: node, pointer: `/status/nodeInfo/${field}`, ...said });
    }
  }
}

/** Only an API that a Service answers can redirect; the others are the API server's own. */
const isAggregated = (value: ManifestObject['value']): boolean => Object.keys(objectAt(objectAt(value, 'spec'), 'service')).length > 0;

function* inImages({ cve, what, fix, name, affected }: KnownFlaw & { of: 'image' }, bundle: Bundle): Iterable<Statement> {
  for (const { object, containers } of bundle.workloads) {
    for (const container of containers) {
      const image = imageNameOf(container);
      if (!name.test(image.repository) || !isWithin(image.tag, affected)) continue;
      yield problem(`with ${image.repository}:${image.tag} ${what} (${cve})`, {
        object,
        container: container.name,
        pointer: `${container.pointer}/image`,
        aliases: [cve],
        remediation: fix,
        discriminator: cve,
      });
    }
  }
}

const nodeText = (version: string): string =>
  `apiVersion: v1\nkind: Node\nmetadata:\n  name: worker\nstatus:\n  nodeInfo: {kubeletVersion: ${version}}\n`;

export const knownVersionRules: readonly Rule[] = [
  kubernetesRule({
    id: 'cve-specific',
    title: 'No version with a known way out of its bounds',
    severity: 'high',
    severityReason: 'The flaw is public, and so is its exploit.',
    remediation: 'Update to a version that has the fix.',
    reference: 'https://kubernetes.io/docs/reference/issues-security/official-cve-feed/',
    category: 'vulnerability',
    bad: podExample({ image: 'quay.io/argoproj/argocd:v2.2.1' }),
    good: podExample({ image: 'quay.io/argoproj/argocd:v2.2.4' }),
    on: 'bundle',
    alone: { why: 'the versions of the nodes are in the cluster', kinds: ['APIService'], others: 'asked' },
    defaultParams: { only: [] },
    *check({ bundle }, { params }) {
      const only = listAt(params, 'only');
      for (const flaw of knownFlaws.filter(({ cve }) => only.length === 0 || only.includes(cve)))
        yield* flaw.of === 'node' ? onNodes(flaw, bundle) : inImages(flaw, bundle);
    },
  }),
  kubernetesRule({
    id: 'outdated-kubernetes',
    title: 'Nodes run a version of Kubernetes that gets fixes',
    severity: 'medium',
    severityReason: 'Flaws that are found from now on stay open.',
    remediation: 'Update to one of the three newest minor versions.',
    reference: 'https://kubernetes.io/releases/version-skew-policy/',
    category: 'hygiene',
    bad: nodeText('v1.25.3'),
    good: nodeText('v1.36.1'),
    on: 'object',
    kinds: ['Node'],
    defaultParams: { oldestMinor: oldestSupportedMinor },
    *check({ object }, { params }) {
      const version = nodeVersion(object, 'kubeletVersion');
      const [major, minor] = numbersOf(version) ?? [];
      if (major === undefined || minor === undefined || major > 1 || minor >= Number(params['oldestMinor'])) return;
      yield problem(`the node "${object.name}" runs ${version}, which gets no fixes`, { pointer: '/status/nodeInfo/kubeletVersion' });
    },
  }),
];
