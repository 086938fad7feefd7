const size = 200_000;
const filled = (piece: string): string => piece.repeat(Math.ceil(size / Math.max(1, piece.length))).slice(0, size);

/**
 * Twelve texts of 200 KB that are made to be slow for whoever looks for `sample`: all but its end again and again, what it starts with before a long run of what
 * may follow, and nothing but separators. Patterns that go back over what they have read need minutes for one of them.
 */
export const craftedFrom = (sample: string, literal = sample.slice(0, 8)): readonly string[] => [
  filled(literal),
  filled(sample),
  filled(sample.slice(0, -1)),
  filled(`${sample.slice(0, Math.ceil(sample.length / 2))}.`),
  `${literal}${filled('a')}!`,
  `${literal}${filled('A0')}!`,
  `${literal}${filled('0')}!`,
  `${literal}${filled(' ')}!`,
  `${literal}${filled('\n')}!`,
  filled(`${literal}=`),
  filled(`${literal} : "`),
  `${literal}${filled('-_./+')}!`,
];

/** Seconds of processor time that this takes, and not of a clock that others can slow down. */
export const secondsOf = (work: () => unknown): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
};
