/** Bounds of one bundle. Aliases and depth as in reference parsers' safe settings; nodes bound what shared aliases expand to when walked. */
export const limits = {
  characters: 32 * 1024 * 1024,
  documents: 10_000,
  aliases: 50,
  depth: 100,
  nodes: 2_000_000,
  aliasedNodes: 100_000,
} as const;
