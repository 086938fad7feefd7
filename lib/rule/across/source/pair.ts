import type { DockerfileFile } from '../../../dockerfile/file.ts';
import type { ContainerView, Workload } from '../../../manifest/object.ts';
import type { ImageEvidence } from '../../../model/evidence.ts';
import type { Change } from '../../rule.ts';

export type Source = { readonly subject: number; readonly file: DockerfileFile };

/** The only Dockerfile of a change: of several nobody says which one an image comes from. */
const onlySource = ({ dockerfiles }: Change): Source | null => (dockerfiles.length === 1 ? (dockerfiles[0] ?? null) : null);

/** A Dockerfile and the image that is handed in with it, once a platform. */
export const builtOf = (change: Change): readonly { readonly source: Source; readonly image: ImageEvidence }[] => {
  const source = onlySource(change);
  const images = change.images.map(({ evidence }) => evidence);
  if (source === null || new Set(images.map(({ subject }) => subject.repository)).size !== 1) return [];
  return images.map((image) => ({ source, image }));
};

type Running = { readonly source: Source; readonly workload: Workload; readonly container: ContainerView };

/** A Dockerfile and the containers that run what is built from it, where no image is there to ask: all main containers have one image. */
export const runningOf = (change: Change): readonly Running[] => {
  const source = onlySource(change);
  if (source === null || !change.bundle || change.images.length > 0) return [];
  const all = change.bundle.workloads.flatMap((workload) => workload.containers.map((container) => ({ source, workload, container })));
  const main = all.filter(({ container }) => container.role === 'container');
  return new Set(main.map(({ container }) => container.image)).size === 1 ? main : [];
};
