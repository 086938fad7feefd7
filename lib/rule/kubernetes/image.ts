import { listAt } from '../../model/json.ts';
import { problem, type Rule } from '../rule.ts';
import { kubernetesRule, reference } from './define.ts';
import { podExample } from './example.ts';
import { called } from './field.ts';

export type ImageParts = { readonly name: string; readonly tag: string; readonly digest: string; readonly registry: string };

let latest: { readonly image: string; readonly parts: ImageParts } | undefined;

/** The parts of an image reference as written. Source: the grammar of distribution/reference. The rules of one container ask for the same image one after another. */
export const imageParts = (image: string): ImageParts => {
  if (latest?.image !== image) latest = { image, parts: readParts(image) };
  return latest.parts;
};

const readParts = (image: string): ImageParts => {
  const [withoutDigest = '', digest = ''] = image.split('@');
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  const name = colon === -1 ? withoutDigest : withoutDigest.slice(0, colon);
  const first = name.split('/')[0] ?? '';
  const hasRegistry = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return { name, tag: colon === -1 ? '' : withoutDigest.slice(colon + 1), digest, registry: hasRegistry ? first : 'docker.io' };
};

/** Registered algorithms have a fixed length; of others only the form is known. Source: OCI image-spec, descriptor, digests. */
const isDigestOf = (digest: string): boolean => {
  const [algorithm = '', encoded = ''] = digest.split(':');
  if (algorithm === 'sha256') return /^[0-9a-f]{64}$/.test(encoded);
  if (algorithm === 'sha512') return /^[0-9a-f]{128}$/.test(encoded);
  return /^[a-z0-9]+(?:[+._-][a-z0-9]+)*$/.test(algorithm) && /^[a-zA-Z0-9=_-]+$/.test(encoded);
};

const isBelow = (image: string, prefix: string): boolean => {
  const { name } = imageParts(image);
  return name === prefix || name.startsWith(`${prefix.replace(/\/+$/, '')}/`);
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
      const { tag, digest } = imageParts(container.image);
      if (container.image === '' || digest !== '') return;
      const pointer = `${container.pointer}/image`;
      if (tag === '') yield problem(`the image of ${called(container)} has no tag (${container.image})`, { pointer });
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
      if (container.image === '' || isDigestOf(imageParts(container.image).digest)) return;
      if (listAt(params, 'exempt').some((prefix) => typeof prefix === 'string' && isBelow(container.image, prefix))) return;
      yield problem(`the image of ${called(container)} is not pinned to a digest (${container.image})`, {
        pointer: `${container.pointer}/image`,
      });
    },
  }),
];
