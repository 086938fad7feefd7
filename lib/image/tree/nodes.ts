import { createNames } from './names.ts';

/** 0 means absent: the node stands for a path that was there in a lower layer. */
export const nodeKinds = { absent: 0, file: 1, symlink: 2, directory: 3, special: 4 } as const;
export type NodeKind = (typeof nodeKinds)[keyof typeof nodeKinds];

/** The files of an image in about 50 bytes each. Nodes are numbers, the root is 0; `none` is no node. */
export type Nodes = {
  readonly count: () => number;
  child(parent: number, name: string): number;
  make(parent: number, name: string): number;
  /** The same by a name in UTF-8: `bytes` from `start` to `end`. */
  makeNamed(parent: number, bytes: Uint8Array, start: number, end: number): number;
  children(node: number): Generator<number>;
  path(node: number): string;
  name(node: number): string;
  kind(node: number): NodeKind;
  set(node: number, kind: NodeKind, layer: number, ordinal: number, mode: number, size: number): void;
  clear(node: number): void;
  layer(node: number): number;
  ordinal(node: number): number;
  mode(node: number): number;
  size(node: number): number;
  parent(node: number): number;
};

export const none = -1;

type Columns = ReturnType<typeof makeColumns>;

const makeColumns = (capacity: number) => ({
  parents: new Int32Array(capacity),
  names: new Int32Array(capacity),
  firstChildren: new Int32Array(capacity),
  nextSiblings: new Int32Array(capacity),
  layers: new Int16Array(capacity),
  ordinals: new Int32Array(capacity),
  kinds: new Uint8Array(capacity),
  modes: new Uint16Array(capacity),
  sizes: new Float64Array(capacity),
  table: new Int32Array(capacity * 2).fill(none),
});

const grow = (old: Columns, count: number): Columns => {
  const next = makeColumns(old.parents.length * 2);
  next.parents.set(old.parents);
  next.names.set(old.names);
  next.firstChildren.set(old.firstChildren);
  next.nextSiblings.set(old.nextSiblings);
  next.layers.set(old.layers);
  next.ordinals.set(old.ordinals);
  next.kinds.set(old.kinds);
  next.modes.set(old.modes);
  next.sizes.set(old.sizes);
  for (let node = 1; node < count; node += 1) next.table[slotOf(next, next.parents[node] ?? 0, next.names[node] ?? 0)] = node;
  return next;
};

/** The slot of this child, or the free one where it belongs. The table is never more than half full. */
const slotOf = (columns: Columns, parent: number, name: number): number => {
  const mask = columns.table.length - 1;
  const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(name, 0x85ebca6b);
  let slot = (mixed ^ (mixed >>> 15)) & mask;
  for (;;) {
    const node = columns.table[slot] ?? none;
    if (node === none || (columns.parents[node] === parent && columns.names[node] === name)) return slot;
    slot = (slot + 1) & mask;
  }
};

/** `expected` nodes find room without growing. */
export const createNodes = (expected: number): Nodes => {
  let columns = makeColumns(2 ** Math.ceil(Math.log2(Math.max(256, expected + 1))));
  const names = createNames();
  let count = 1;
  columns.firstChildren[0] = none;
  columns.nextSiblings[0] = none;
  columns.kinds[0] = nodeKinds.directory;
  columns.layers[0] = -1;

  const child = (parent: number, name: string): number => {
    const id = names.find(name);
    return id < 0 ? none : (columns.table[slotOf(columns, parent, id)] ?? none);
  };
  const make = (parent: number, id: number): number => {
    const slot = slotOf(columns, parent, id);
    const known = columns.table[slot] ?? none;
    if (known !== none) return known;
    const node = count++;
    columns.parents[node] = parent;
    columns.names[node] = id;
    columns.firstChildren[node] = none;
    columns.nextSiblings[node] = columns.firstChildren[parent] ?? none;
    columns.firstChildren[parent] = node;
    columns.table[slot] = node;
    if (count === columns.parents.length) columns = grow(columns, count);
    return node;
  };
  const makeNamed = (parent: number, bytes: Uint8Array, start: number, end: number): number => make(parent, names.idOf(bytes, start, end));
  const name = (node: number): string => (node === 0 ? '' : names.text(columns.names[node] ?? 0));

  return {
    count: () => count,
    child,
    make: (parent, text) => {
      const bytes = Buffer.from(text);
      return makeNamed(parent, bytes, 0, bytes.length);
    },
    makeNamed,
    *children(node) {
      for (let next = columns.firstChildren[node] ?? none; next !== none; next = columns.nextSiblings[next] ?? none) yield next;
    },
    path: (node) => {
      const parts: string[] = [];
      for (let at = node; at > 0; at = columns.parents[at] ?? 0) parts.push(name(at));
      return parts.reverse().join('/');
    },
    name,
    kind: (node) => kindAt(columns.kinds[node]),
    set: (node, kind, layer, ordinal, mode, size) => {
      columns.kinds[node] = kind;
      columns.layers[node] = layer;
      columns.ordinals[node] = ordinal;
      columns.modes[node] = mode;
      columns.sizes[node] = size;
    },
    clear: (node) => {
      columns.kinds[node] = nodeKinds.absent;
    },
    layer: (node) => columns.layers[node] ?? 0,
    ordinal: (node) => columns.ordinals[node] ?? 0,
    mode: (node) => columns.modes[node] ?? 0,
    size: (node) => columns.sizes[node] ?? 0,
    parent: (node) => columns.parents[node] ?? 0,
  };
};

const kindAt = (value: number | undefined): NodeKind =>
  value === 1 || value === 2 || value === 3 || value === 4 ? value : nodeKinds.absent;
