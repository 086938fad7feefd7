import { inspector } from '../image/inspect.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { ImageEvidence } from '../model/evidence.ts';
import type { ImageContent } from '../model/image.ts';
import type { Deps } from '../ports/deps.ts';
import { readImageEvidence } from '../store/image-evidence.ts';

/** What was last seen of an image. Throws AppError `not-found`. */
export const getImage = async (deps: Pick<Deps, 'table'>, caller: Caller, digest: Digest): Promise<ImageEvidence> => {
  requireScope(caller, 'scan:read');
  const evidence = await readImageEvidence(deps.table, caller.tenant, digest, inspector);
  if (evidence === undefined) throw new AppError('not-found', 'no such image was inspected');
  return evidence;
};

/** Everything that is known of one path: what it is, what proves a package there, what is secret in it. */
export type PathFacts = {
  readonly path: string;
  readonly executable: boolean;
  readonly facts: ImageContent['files'];
  readonly packages: ImageContent['packages'];
  readonly secrets: ImageContent['secrets'];
};

/** `path` and all below it. */
export const pathFacts = ({ content }: ImageEvidence, asked: string): PathFacts => {
  const path = asked.replace(/^\/+|\/+$/g, '');
  const isBelow = (each: string): boolean => path === '' || each === path || each.startsWith(`${path}/`) || each.startsWith(`${path}!/`);
  return {
    path,
    executable: content.executables.includes(path),
    facts: content.files.filter((each) => isBelow(each.path)),
    packages: content.packages.filter((each) => isBelow(each.path)),
    secrets: content.secrets.filter(({ place }) => place.kind === 'file' && isBelow(place.path)),
  };
};
