import { instructionAtLine } from '../dockerfile/at-line.ts';
import type { DockerfileFile } from '../dockerfile/file.ts';
import type { Bundle, ManifestObject, Workload } from '../manifest/object.ts';
import type { Location } from '../model/location.ts';
import type { Change, Statement } from './rule.ts';

/** Where a statement points when it does not say so itself. */
export type Target = {
  readonly subject: number;
  readonly object?: ManifestObject;
  readonly container?: string;
  readonly pointer?: string;
  readonly file?: DockerfileFile;
};

/** A statement's place, and the part of it that stays the same when lines move. */
export type Place = {
  readonly subject: number;
  readonly object: ManifestObject | undefined;
  readonly container: string | undefined;
  readonly location: Location;
  readonly stable: readonly string[];
};

type Problem = Statement & { kind: 'problem' };

/** `locate`: where a pointer of an object stands; many statements of a run ask for the same. */
export type Locate = (object: ManifestObject, pointer: string) => Location;

export const placeOf = (statement: Problem, target: Target, change: Change, locate: Locate): Place => {
  const object = statement.object ?? target.object;
  const container = statement.container ?? (statement.object ? undefined : target.container);
  const subject = statement.subject ?? (statement.object ? (change.bundle?.subject ?? target.subject) : target.subject);
  const pointer = statement.pointer ?? (statement.object ? pointerOf(statement.object, container, change) : (target.pointer ?? ''));
  const location = statement.location ?? (object ? locate(object, pointer) : defaultLocation(statement, target));
  return {
    subject,
    object,
    container,
    location,
    stable: stablePlace(location, object ? pointer : undefined, fileAt(location, target, change)),
  };
};

const pointerOf = (object: ManifestObject, container: string | undefined, change: Change): string => {
  if (container === undefined) return '';
  const [workload] = workloadsOf(object, change);
  return workload?.containers.find(({ name }) => name === container)?.pointer ?? workload?.podPointer ?? '';
};

const workloads = new WeakMap<Bundle, ReadonlyMap<ManifestObject, readonly Workload[]>>();

/** The pod templates of an object, in their order in the bundle. */
export const workloadsOf = (object: ManifestObject, { bundle }: Change): readonly Workload[] => {
  if (!bundle) return [];
  const known = workloads.get(bundle) ?? byObject(bundle);
  workloads.set(bundle, known);
  return known.get(object) ?? [];
};

const byObject = ({ workloads: all }: Bundle): ReadonlyMap<ManifestObject, readonly Workload[]> => {
  const groups = new Map<ManifestObject, Workload[]>();
  for (const workload of all) {
    const group = groups.get(workload.object);
    if (group) group.push(workload);
    else groups.set(workload.object, [workload]);
  }
  return groups;
};

const defaultLocation = (statement: Problem, { file }: Target): Location =>
  file
    ? { kind: 'source', file: file.name, line: 1, column: 1, ...(statement.pointer !== undefined && { pointer: statement.pointer }) }
    : { kind: 'config', pointer: statement.pointer ?? '' };

const fileAt = (location: Location, target: Target, change: Change): DockerfileFile | undefined =>
  location.kind === 'source' ? (target.file ?? change.dockerfiles.find(({ file }) => file.name === location.file)?.file) : undefined;

/** A layer's digest changes with every build and a line with every edit, so neither is part of it. */
const stablePlace = (location: Location, pointer: string | undefined, file: DockerfileFile | undefined): readonly string[] => {
  switch (location.kind) {
    case 'layer':
      return ['path', location.path];
    case 'config':
      return ['config', location.pointer];
    case 'source':
      if (file) return ['instruction', location.file, instructionAt(file, location.line)];
      if (pointer !== undefined) return ['pointer', location.pointer ?? pointer];
      return ['file', location.file, location.pointer ?? ''];
  }
};

// An instruction may be a megabyte of shell with thousands of findings; its beginning tells it apart well enough.
const maxIdentity = 2000;

const instructionAt = (file: DockerfileFile, line: number): string => {
  const found = instructionAtLine(file, line);
  return found ? `${found.keyword} ${found.arguments.slice(0, maxIdentity)}` : '';
};
