import { linkTarget } from '../tar/path.ts';
import { hasMarks, type ListedKind, type Member, readListing } from './listing.ts';
import { createNodes, type NodeKind, nodeKinds, none } from './nodes.ts';

/** An image's files as layers are laid over each other. Ordinals count a layer's members from 0. */
export type Filesystem = {
  /** Lays the next layer over what is there; answers where its members `wanted` (ordinals) went. */
  apply(listing: string, wanted: ReadonlySet<number>): ReadonlyMap<number, number>;
  /** Whether the node still shows what this layer's member put there. */
  shows(node: number, layer: number, ordinal: number): boolean;
  path(node: number): string;
  /** Bytes of each layer that later members replaced or deleted. */
  wasted(): readonly number[];
  /** The node a path leads to, links followed; undefined when there is nothing or a loop. */
  find(path: string): number | undefined;
  isExecutable(node: number): boolean;
  isDirectory(node: number): boolean;
  mode(node: number): number;
  /** Every path of the final image that can be executed: files with an execute bit and links that lead to one. */
  executables(): Generator<string>;
};

// Source: Linux, MAXSYMLINKS.
const maxLinks = 40;

/** `expected`: about how many members all layers have. */
export const createFilesystem = (expected: number): Filesystem => {
  const nodes = createNodes(expected);
  const links = new Map<number, string>();
  const wasted: number[] = [];
  let layer = -1;
  // The folder last asked for and those above it: an archive goes through a tree, so the next one is nearly always beside or below.
  const folders: { readonly path: string; readonly node: number }[] = [];
  let lastFolder = 0;
  let isFolderKnown = false;

  const remove = (node: number): void => {
    if (nodes.kind(node) !== nodeKinds.file) {
      folders.length = 0;
      isFolderKnown = false;
    }
    const stack = [node];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (nodes.kind(next) === nodeKinds.file) wasted[nodes.layer(next)] = (wasted[nodes.layer(next)] ?? 0) + nodes.size(next);
      nodes.clear(next);
      links.delete(next);
      for (const child of nodes.children(next)) stack.push(child);
    }
  };
  const empty = (node: number): void => {
    for (const child of nodes.children(node)) if (nodes.kind(child) !== nodeKinds.absent) remove(child);
  };

  /** Follows `path` from `base`. `make`: it is to be a folder; missing ones are made and what stands in the way is replaced, as unpacking does. */
  const walk = (path: string, options: WalkOptions, budget = { links: maxLinks }, base = 0): number => {
    let node = base;
    const parts = path === '' ? [] : path.split('/');
    const end = parts.length - 1;
    for (let index = 0; index <= end; index += 1) {
      const part = parts[index] ?? '';
      const last = index === end;
      let next = nodes.child(node, part);
      const kind = next === none ? nodeKinds.absent : nodes.kind(next);
      if (kind === nodeKinds.symlink && (!last || options.followLast)) {
        if (budget.links-- <= 0) return none;
        next = walk(linkTarget(nodes.path(next), links.get(next) ?? ''), { ...options, followLast: true }, budget);
        if (next === none) return none;
      } else if (kind !== nodeKinds.directory && (options.make || !last || kind === nodeKinds.absent)) {
        if (!options.make) return none;
        if (kind !== nodeKinds.absent) remove(next);
        next = nodes.make(node, part);
        nodes.set(next, nodeKinds.directory, layer, none, 0o755, 0);
      }
      node = next;
    }
    return node;
  };

  const folderOf = (path: string): number => {
    if (path === '') return 0;
    let known = folders.at(-1);
    while (known && !isWithin(path, known.path)) {
      folders.pop();
      known = folders.at(-1);
    }
    if (known?.path === path) return known.node;
    const node = known ? walk(path.slice(known.path.length + 1), toFolder, undefined, known.node) : walk(path, toFolder);
    if (node !== none) folders.push({ path, node });
    return node;
  };

  const put = (member: Member, ordinal: number): number => {
    if (member.end === 0) return 0;
    if (member.moved || !isFolderKnown) {
      lastFolder = folderOf(member.folder());
      isFolderKnown = true;
    }
    if (lastFolder === none) return none;
    const kind = nodeKindOf(member.kind);
    const node = nodes.makeNamed(lastFolder, member.bytes, member.name, member.end);
    const before = nodes.kind(node);
    if (before !== nodeKinds.absent && !(before === nodeKinds.directory && kind === nodeKinds.directory)) remove(node);
    nodes.set(node, kind, layer, ordinal, member.mode, member.size);
    if (kind === nodeKinds.symlink) links.set(node, member.link());
    return node;
  };

  const mark = (member: Member): void => {
    const node = walk(member.path(), { make: false, followLast: member.kind === 'opaque' });
    if (node === none) return;
    if (member.kind === 'opaque') empty(node);
    else if (node !== 0 && nodes.kind(node) !== nodeKinds.absent) remove(node);
  };

  const find = (path: string): number | undefined => {
    const node = walk(path, toWhatIsThere);
    return node === none || nodes.kind(node) === nodeKinds.absent ? undefined : node;
  };
  /** As `find` of its path would, which leads to the link itself. */
  const follow = (node: number): number | undefined => {
    const target = walk(linkTarget(nodes.path(node), links.get(node) ?? ''), toWhatIsThere, { links: maxLinks - 1 });
    return target === none || nodes.kind(target) === nodeKinds.absent ? undefined : target;
  };
  const isExecutable = (node: number): boolean => nodes.kind(node) === nodeKinds.file && (nodes.mode(node) & 0o111) !== 0;

  function* programsIn(path: string, folder: number): Generator<string> {
    for (const child of nodes.children(folder)) {
      const place = `${path}/${nodes.name(child)}`;
      const file = nodes.kind(child) === nodeKinds.symlink ? follow(child) : child;
      if (file !== undefined && isExecutable(file)) yield place;
    }
  }

  return {
    apply: (listing, wanted) => {
      layer += 1;
      wasted[layer] = 0;
      isFolderKnown = false;
      // Marks hide what lower layers brought, never this layer's own members, wherever they stand in it.
      if (hasMarks(listing))
        readListing(listing, (member) => {
          if (isMark(member.kind)) mark(member);
        });
      const places = new Map<number, number>();
      let ordinal = 0;
      readListing(listing, (member) => {
        if (!isMark(member.kind)) {
          const node = put(member, ordinal);
          if (wanted.has(ordinal) && node !== none) places.set(ordinal, node);
        } else isFolderKnown = false;
        ordinal += 1;
      });
      return places;
    },
    shows: (node, inLayer, ordinal) =>
      nodes.kind(node) !== nodeKinds.absent && nodes.layer(node) === inLayer && nodes.ordinal(node) === ordinal,
    path: nodes.path,
    wasted: () => wasted,
    find,
    isExecutable,
    isDirectory: (node) => nodes.kind(node) === nodeKinds.directory,
    mode: nodes.mode,
    *executables() {
      for (let node = 1; node < nodes.count(); node += 1) {
        if (isExecutable(node)) yield nodes.path(node);
        if (nodes.kind(node) !== nodeKinds.symlink) continue;
        const target = follow(node);
        if (target === undefined) continue;
        if (isExecutable(target)) yield nodes.path(node);
        // Where /bin is a link to /usr/bin, people still write /bin/sh.
        else if (/^s?bin$/.test(nodes.name(node)) && nodes.kind(target) === nodeKinds.directory)
          yield* programsIn(nodes.path(node), target);
      }
    },
  };
};

type WalkOptions = { readonly make: boolean; readonly followLast: boolean };
const toFolder: WalkOptions = { make: true, followLast: true };
const toWhatIsThere: WalkOptions = { make: false, followLast: true };

const isMark = (kind: ListedKind): boolean => kind === 'whiteout' || kind === 'opaque';

const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(folder) && (path.length === folder.length || path.charCodeAt(folder.length) === 0x2f);

const nodeKindOf = (kind: ListedKind): NodeKind => {
  switch (kind) {
    case 'file':
    case 'hardlink':
      return nodeKinds.file;
    case 'symlink':
      return nodeKinds.symlink;
    case 'directory':
      return nodeKinds.directory;
    default:
      return nodeKinds.special;
  }
};
