import { valueAt } from '../../manifest/pointer.ts';
import { type ImageName, longName } from '../../model/image-name.ts';
import { listAt, memberOf, objectAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called, jsonPatch } from './field.ts';
import { imageNameOf } from './image.ts';

/** Registries that the cloud providers and the large projects run; a policy sets its own. */
const wellKnown = [
  'docker.io',
  'ghcr.io',
  'quay.io',
  'gcr.io',
  '*.gcr.io',
  '*.pkg.dev',
  'registry.k8s.io',
  'k8s.gcr.io',
  'mcr.microsoft.com',
  '*.azurecr.io',
  '*.amazonaws.com',
  'public.ecr.aws',
  'registry.gitlab.com',
  'registry.access.redhat.com',
  'registry.redhat.io',
  'nvcr.io',
  'docker.elastic.co',
  'cgr.dev',
];

/** An entry is a registry or the start of a repository, up to a slash; `*.` stands for any first names of a host. */
const comesFrom = (name: ImageName, { registry, path }: ReturnType<typeof longName>, entry: string): boolean => {
  const bare = entry.replace(/\/+$/, '');
  const full = `${registry}/${path}`;
  if (bare.startsWith('*.')) return registry.endsWith(bare.slice(1));
  return full === bare || full.startsWith(`${bare}/`) || registry.endsWith(`.${bare}`) || name.repository.startsWith(`${bare}/`);
};

export const imageSourceRules: readonly Rule[] = [
  kubernetesRule({
    id: 'image-pull-policy',
    title: 'Images are pulled for every pod',
    severity: 'low',
    severityReason: 'Otherwise a pod may run what another pod left on the node, a private image or an old version of the tag.',
    remediation: 'Set imagePullPolicy: Always.',
    reference: reference.images,
    category: 'image',
    bad: podExample({}),
    good: podExample({ image: 'registry.example.com/web' }),
    on: 'container',
    defaultParams: { onlyTags: [], written: false, exceptDigests: false },
    *check({ workload, container }, { params }) {
      const pointer = `${container.pointer}/imagePullPolicy`;
      const written = valueAt(workload.object.value, pointer);
      const policy = params['written'] === true ? written : memberOf(container.value, 'imagePullPolicy');
      if (container.image === '' || policy === 'Always') return;
      const { tag, digest } = imageNameOf(container);
      // What a digest names is the same wherever it lies; who may pull it is asked only by a registry.
      if (params['exceptDigests'] === true && digest !== '') return;
      const only = listAt(params, 'onlyTags');
      if (only.length > 0 && (digest !== '' || !only.includes(tag === '' ? 'latest' : tag))) return;
      yield problem(
        `the image of ${called(container)} is pulled ${policy === undefined ? 'by a default that may change' : String(policy)}`,
        {
          pointer,
          patch: jsonPatch(true, [{ op: 'add', path: pointer, value: 'Always' }]),
        },
      );
    },
  }),
  kubernetesRule({
    id: 'image-registry',
    title: 'Images come from registries that are allowed',
    severity: 'info',
    severityReason: 'Whoever runs the registry decides what runs in the cluster; a policy says which are trusted.',
    remediation: 'Copy the image to a registry of yours, or allow its registry in the policy.',
    reference: reference.images,
    category: 'image',
    bad: podExample({ image: 'registry.unknown.example/web:1' }),
    good: podExample({ image: 'ghcr.io/shop/web:1' }),
    on: 'container',
    defaultParams: { allowed: wellKnown, forbidden: [] },
    *check({ container }, { params }) {
      if (container.image === '') return;
      const name = imageNameOf(container);
      const long = longName(name);
      const matches = (list: string): boolean =>
        listAt(params, list).some((entry) => typeof entry === 'string' && comesFrom(name, long, entry));
      const isAllowed = listAt(params, 'allowed').length === 0 || matches('allowed');
      if (!isAllowed || matches('forbidden'))
        yield problem(`the image of ${called(container)} comes from ${long.registry}`, {
          pointer: `${container.pointer}/image`,
        });
    },
  }),
  kubernetesRule({
    id: 'image-registry-deprecated',
    title: 'The retired Kubernetes registry is not used',
    severity: 'medium',
    severityReason: 'k8s.gcr.io is frozen and gets no updates.',
    remediation: 'Use registry.k8s.io.',
    reference: 'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/',
    category: 'image',
    bad: podExample({ image: 'k8s.gcr.io/pause:3.9' }),
    good: podExample({ image: 'registry.k8s.io/pause:3.9' }),
    on: 'container',
    *check({ container }) {
      if (!/^(?:[a-z]+\.)?k8s\.gcr\.io\//.test(container.image)) return;
      const pointer = `${container.pointer}/image`;
      const value = container.image.replace(/^(?:[a-z]+\.)?k8s\.gcr\.io\//, 'registry.k8s.io/');
      yield problem(`the image of ${called(container)} comes from k8s.gcr.io`, {
        pointer,
        patch: jsonPatch(true, [{ op: 'replace', path: pointer, value }]),
      });
    },
  }),
  kubernetesRule({
    id: 'image-registry-prefix',
    title: 'Allowed registries end where a name ends',
    severity: 'high',
    severityReason: 'The prefix registry.example also allows registry.example.evil.com.',
    remediation: 'End the entry with a slash, or name a whole repository.',
    reference: 'https://open-policy-agent.github.io/gatekeeper-library/website/validation/allowedrepos',
    category: 'image',
    bad: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: repos\nspec:\n  parameters: {repos: [registry.example.com]}\n',
    good: 'apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAllowedRepos\nmetadata:\n  name: repos\nspec:\n  parameters: {repos: [registry.example.com/]}\n',
    on: 'object',
    kinds: ['K8sAllowedRepos', 'K8sAllowedReposv2'],
    *check({ object }) {
      const parameters = objectAt(objectAt(object.value, 'spec'), 'parameters');
      for (const [at, repo] of listAt(parameters, 'repos').entries()) {
        if (typeof repo !== 'string' || repo.endsWith('/') || repo.endsWith(':') || repo.split('/').length > 2) continue;
        yield problem(`the prefix ${repo} also matches names that go on after it`, { pointer: `/spec/parameters/repos/${at}` });
      }
    },
  }),
];
