import type { Rule, Surroundings } from './rule.ts';

/** What holds for rules that look at more than one object and say nothing themselves. */
const surroundingsOf = ({ on, alone }: Rule): Surroundings | true => {
  if (alone !== undefined) return alone;
  switch (on) {
    case 'container':
    case 'workload':
    case 'object':
      return true;
    case 'bundle':
      return { why: 'it compares the objects of a change with one another, and the others are in the cluster' };
    case 'across':
      return { why: 'it compares what is deployed with what is in the image, and images are judged there by their stored verdicts' };
    case 'image':
      return { why: 'it judges images, and there these are judged by their stored verdicts' };
    case 'dockerfile':
    case 'compose':
      return { why: `it judges ${on === 'compose' ? 'Compose files' : 'Dockerfiles'}` };
  }
};

/** Why a rule is not asked about an object of this kind whose surroundings are in a cluster, as at admission; undefined: it is. */
export const whyNotAlone = (rule: Rule, kind: string): string | undefined => {
  const surroundings = surroundingsOf(rule);
  if (surroundings === true || (surroundings.others === 'asked' && surroundings.kinds?.includes(kind) === false)) return undefined;
  return surroundings.why;
};

/** Whether a rule that is not asked would have had something to look at: it is worth telling. */
export const isAbout = (rule: Rule, kind: string, runsContainers: boolean): boolean => {
  switch (rule.on) {
    case 'object':
      return rule.kinds.includes(kind) || rule.kinds.includes('*');
    case 'bundle':
      return typeof rule.alone === 'object' && rule.alone.kinds ? rule.alone.kinds.includes(kind) : runsContainers || kind === 'Namespace';
    case 'container':
    case 'workload':
    case 'across':
      return runsContainers;
    case 'image':
    case 'dockerfile':
    case 'compose':
      return false;
  }
};

/** In a sentence without its full stop: whether a rule is asked at admission, and why not. */
export const admissionText = (rule: Rule): string => {
  const surroundings = surroundingsOf(rule);
  if (surroundings === true) return 'Asked: one object tells';
  const { why, kinds, others } = surroundings;
  return kinds && others === 'asked' ? `Asked, but not about ${listed(kinds)}: ${why}` : `Not asked: ${why}`;
};

const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
