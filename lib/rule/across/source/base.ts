import type { DockerfileFile, Stage } from '../../../dockerfile/file.ts';
import type { ImageContent } from '../../../model/image.ts';
import { type ImageName, imageName, longName } from '../../../model/image-name.ts';
import { isList, memberOf, objectAt } from '../../../model/json.ts';
import type { Subject } from '../../../model/subject.ts';
import { chainOf, finalStage } from '../../dockerfile/runtime/chain.ts';

/** The stage whose FROM is an image from outside, down from the last one. */
export const shippedBase = (file: DockerfileFile): Stage | undefined => chainOf(file, finalStage(file)).at(-1);

const repository = (name: ImageName): string => {
  const { registry, path } = longName(name);
  return `${registry}/${path}`;
};

const tagOf = ({ tag }: ImageName): string => (tag === '' ? 'latest' : tag);

export const isSameName = (one: ImageName, other: ImageName): boolean =>
  repository(one) === repository(other) && tagOf(one) === tagOf(other);

const fromFile = /^(?:docker-archive|oci-layout):|^-$/;

/** Whether FROM names this image, by its digest or its tag. An archive is named by its file, and its image tells no tag. */
export const isNamed = (from: string, image: Subject & { kind: 'image' }): boolean => {
  const [wanted, given] = [imageName(from), imageName(image.ref)];
  if (wanted.digest !== '' && (wanted.digest === image.digest || wanted.digest === given.digest)) return true;
  if (fromFile.test(image.ref)) return repository(wanted) === repository(imageName(image.repository));
  return wanted.digest === '' && isSameName(wanted, given);
};

/** Digests of the layers as they lie on disk: packing them anew changes nothing. Source: OCI image-spec, rootfs.diff_ids. */
export const layersOf = ({ config: { raw } }: ImageContent): readonly string[] => {
  const ids = memberOf(objectAt(raw, 'rootfs'), 'diff_ids');
  return isList(ids) ? ids.filter((id) => typeof id === 'string') : [];
};
