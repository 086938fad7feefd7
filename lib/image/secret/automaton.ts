/** Finds any of many byte strings in one pass, whatever their number. Source: Aho and Corasick, "Efficient string matching", 1975. */
export type Automaton = {
  /** Adds to `hits`, two numbers a hit: the literal's index and the offset after its end. A list and no callback: the loop stays one machine code for all callers. */
  scan(bytes: Uint8Array, hits: number[]): void;
};

/** Bytes that stand in no literal are one class, which keeps the table within a core's cache. */
export const createAutomaton = (literals: readonly string[]): Automaton => {
  const { classes, count } = classify(literals);
  const stride = 2 ** Math.ceil(Math.log2(count));
  const shift = Math.log2(stride);
  const { trie, ends } = buildTrie(literals, classes);
  const fails = new Array<number>(trie.length).fill(0);
  const order: number[] = [];
  for (const child of trie[0]?.values() ?? []) order.push(child);
  // Breadth first: a state's fallback is shorter, so it is complete by then.
  for (let index = 0; index < order.length; index += 1) {
    const state = order[index] ?? 0;
    for (const [symbol, child] of trie[state] ?? []) {
      order.push(child);
      fails[child] = fallback(trie, fails, fails[state] ?? 0, symbol);
      ends[child]?.push(...(ends[fails[child] ?? 0] ?? []));
    }
  }
  // States in which a literal ends come last, so that one comparison tells them.
  const places = new Uint16Array(trie.length);
  const all = [0, ...order];
  const sorted = [...all.filter((state) => ends[state]?.length === 0), ...all.filter((state) => ends[state]?.length !== 0)];
  for (const [place, state] of sorted.entries()) places[state] = place;
  const firstEnd = sorted.findIndex((state) => ends[state]?.length !== 0);
  const literalsAt = sorted.map((state) => ends[state] ?? []);
  const table = new Uint16Array(trie.length * stride);
  for (const state of all) {
    const row = (places[state] ?? 0) * stride;
    const failed = (places[fails[state] ?? 0] ?? 0) * stride;
    for (let symbol = 0; symbol < count; symbol += 1) {
      const next = trie[state]?.get(symbol);
      table[row + symbol] = next !== undefined ? (places[next] ?? 0) : state === 0 ? 0 : (table[failed + symbol] ?? 0);
    }
  }
  return {
    scan: (bytes, hits) => {
      let state = 0;
      const { length } = bytes;
      for (let index = 0; index < length; index += 1) {
        state = table[(state << shift) + (classes[bytes[index] ?? 0] ?? 0)] ?? 0;
        if (state >= firstEnd) for (const literal of literalsAt[state] ?? []) hits.push(literal, index + 1);
      }
    },
  };
};

const classify = (literals: readonly string[]): { readonly classes: Uint8Array; readonly count: number } => {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const byte of Buffer.from(literals.join(''), 'latin1')) {
    if (classes[byte] === 0) classes[byte] = count++;
  }
  return { classes, count };
};

type Trie = Map<number, number>[];

const buildTrie = (literals: readonly string[], classes: Uint8Array): { readonly trie: Trie; readonly ends: number[][] } => {
  const trie: Trie = [new Map()];
  const ends: number[][] = [[]];
  for (const [index, literal] of literals.entries()) {
    let state = 0;
    for (const byte of Buffer.from(literal, 'latin1')) {
      const symbol = classes[byte] ?? 0;
      const known = trie[state]?.get(symbol);
      if (known === undefined) {
        trie[state]?.set(symbol, trie.length);
        state = trie.length;
        trie.push(new Map());
        ends.push([]);
      } else state = known;
    }
    ends[state]?.push(index);
  }
  return { trie, ends };
};

const fallback = (trie: Trie, fails: readonly number[], from: number, symbol: number): number => {
  for (let state = from; ; state = fails[state] ?? 0) {
    const next = trie[state]?.get(symbol);
    if (next !== undefined) return next;
    if (state === 0) return 0;
  }
};
