import type { ContainerView } from '../../manifest/object.ts';
import { type ImageName, imageName } from '../../model/image-name.ts';
import { listAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called } from './field.ts';

let latest: { readonly image: string; readonly name: ImageName } | undefined;

/** The rules of one container ask for the same image one after another. */
export const imageNameOf = ({ image }: Pick<ContainerView, 'image'>): ImageName => {
  if (latest?.image !== image) latest = { image, name: imageName(image) };
  return latest.name;
};

/** Registered algorithms have a fixed length; of others only the form is known. Source: OCI image-spec, descriptor, digests. */
const isDigestOf = (digest: string): boolean => {
  const [algorithm = '', encoded = ''] = digest.split(':');
  if (algorithm === 'sha256') return /^[0-9a-f]{64}$/.test(encoded);
  if (algorithm === 'sha512') return /^[0-9a-f]{128}$/.test(encoded);
  return /^[a-z0-9]+(?:[+._-][a-z0-9]+)*$/.test(algorithm) && /^[a-zA-Z0-9=_-]+$/.test(encoded);
};

const isBelow = (container: ContainerView, prefix: string): boolean => {
  const { repository } = imageNameOf(container);
  return repository === prefix || repository.startsWith(`${prefix.replace(/\/+$/, '')}/`);
};

export const imageRules: readonly Rule[] = [
  kubernetesRule({
    id: 'image-tag',
    title: 'Images have a tag that is not latest',
    severity: 'medium',
    severityReason: 'Nobody can say which version runs, two nodes may run different ones, and there is nothing to roll back to.',
    remediation: 'Name the version, best with its digest.',
    reference: reference.images,
    category: 'image',
    bad: podExample({ image: 'registry.example.com/web' }),
    good: podExample({ image: 'registry.example.com:5000/web@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1' }),
    on: 'container',
    defaultParams: { floating: ['latest'] },
    *check({ container }, { params }) {
      const { tag, digest } = imageNameOf(container);
      if (digest !== '') return;
      const pointer = `${container.pointer}/image`;
      if (container.image === '') yield problem(`${called(container)} has no image`, { pointer });
      else if (tag === '') yield problem(`the image of ${called(container)} has no tag (${container.image})`, { pointer });
      else if (tag === 'latest' || listAt(params, 'floating').includes(tag)) {
        yield problem(`the image of ${called(container)} has the moving tag ${tag} (${container.image})`, { pointer });
      }
    },
  }),
  kubernetesRule({
    id: 'image-digest',
    title: 'Images are pinned to a digest',
    severity: 'low',
    severityReason: 'A tag can be moved to another image after this one was reviewed.',
    remediation: 'Write the image as name:tag@sha256:…',
    reference: reference.images,
    category: 'image',
    bad: podExample({}),
    good: podExample({ image: 'registry.example.com/web:1.4.2@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1' }),
    on: 'container',
    defaultParams: { exempt: [] },
    *check({ container }, { params }) {
      if (isDigestOf(imageNameOf(container).digest)) return;
      if (listAt(params, 'exempt').some((prefix) => typeof prefix === 'string' && isBelow(container, prefix))) return;
      yield problem(`the image of ${called(container)} is not pinned to a digest (${container.image || 'none is named'})`, {
        pointer: `${container.pointer}/image`,
      });
    },
  }),
];
