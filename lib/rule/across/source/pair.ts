import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ContainerView, Workload } from '../../../manifest/object.ts';
import type { ImageEvidence } from '../../../model/evidence.ts';
import { platformText } from '../../../model/subject.ts';
import type { Change } from '../../rule.ts';
import { isNamed, shippedBase } from './base.ts';

export type Source = { readonly subject: number; readonly file: DockerfileFile };

/** The only Dockerfile of a change: of several nobody says which one an image comes from. */
const onlySource = ({ dockerfiles }: Change): Source | null => (dockerfiles.length === 1 ? (dockerfiles[0] ?? null) : null);

/** `base`: the image that FROM names, for the same platform, where the change has it too. */
export type Built = { readonly source: Source; readonly image: ImageEvidence; readonly base: ImageEvidence | null };

/** A Dockerfile and the image that is handed in with it, once a platform. A second image may be there when FROM names it. */
export const builtOf = (change: Change): readonly Built[] => {
  const source = onlySource(change);
  if (source === null) return [];
  const images = change.images.map(({ evidence }) => evidence);
  const from = shippedBase(source.file)?.base ?? null;
  const bases = images.length > 1 && from !== null ? images.filter(({ subject }) => isNamed(from, subject)) : [];
  const built = images.filter((image) => !bases.includes(image));
  if (new Set(built.map(({ subject }) => subject.repository)).size !== 1) return [];
  return built.map((image) => ({
    source,
    image,
    base: bases.find(({ subject }) => platformText(subject.platform) === platformText(image.subject.platform)) ?? null,
  }));
};

type Running = { readonly source: Source; readonly workload: Workload; readonly container: ContainerView };

/** A Dockerfile and the containers that run what is built from it, where no image is there to ask: all main containers have one image. */
export const runningOf = (change: Change): readonly Running[] => (change.images.length > 0 ? [] : runningHere(change));

/** The same, with or without the image: for what only the source tells. */
export const runningHere = (change: Change): readonly Running[] => {
  const source = onlySource(change);
  if (source === null || !change.bundle || (change.images.length > 0 && builtOf(change).length === 0)) return [];
  const all = change.bundle.workloads.flatMap((workload) => workload.containers.map((container) => ({ source, workload, container })));
  const main = all.filter(({ container }) => container.role === 'container');
  return new Set(main.map(({ container }) => container.image)).size === 1 ? main : [];
};
