/** What can be reached from where the project starts. Keys with what follows `(` or without are the same. */
export type Reach = {
  start(key: string): void;
  node(key: string): void;
  edge(from: string, to: string): void;
  /** Whether the file tells the graph at all. */
  isKnown(): boolean;
  reached(): ReadonlySet<string>;
};

const plain = (key: string): string => key.split('(', 1)[0] ?? '';

export const createReach = (): Reach => {
  const starts = new Set<string>();
  const edges = new Map<string, Set<string>>();
  const nodeOf = (key: string): Set<string> => {
    const known = edges.get(key);
    if (known) return known;
    const made = new Set<string>();
    edges.set(key, made);
    return made;
  };
  return {
    start: (key) => void starts.add(plain(key)),
    node: (key) => void nodeOf(plain(key)),
    edge: (from, to) => void nodeOf(plain(from)).add(plain(to)),
    isKnown: () => edges.size > 0,
    reached: () => {
      const seen = new Set(starts);
      // A set gives what is added while it is walked, too.
      for (const key of seen) for (const next of edges.get(key) ?? []) seen.add(next);
      return seen;
    },
  };
};
