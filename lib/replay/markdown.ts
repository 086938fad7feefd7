import type { ReplayChange, ReplayView } from './record.ts';

/** Names come from what was judged: nothing of them is markup here. */
const plain = (text: string): string =>
  text
    .replace(/[^\P{C}]/gu, ' ')
    .replace(/[\\`*_[\]<>|@#!~]/g, (character) => `\\${character}`)
    .slice(0, 300);

/** A replay for people: what would change, and what would deny. `changes` are the first of those that become `deny`. */
export const replayMarkdown = (replay: ReplayView, changes: readonly ReplayChange[]): string => {
  const { policy, since, until, progress, decisions, deniedBy, passed, state } = replay;
  const newlyDenied = decisions
    .filter(({ before, after }) => after === 'deny' && before !== 'deny')
    .reduce((sum, { count }) => sum + count, 0);
  const denied = decisions.filter(({ after }) => after === 'deny').reduce((sum, { count }) => sum + count, 0);
  return [
    `# ${plain(policy.name)} from ${since.slice(0, 10)} to ${until.slice(0, 10)}`,
    '',
    `Of ${progress.judged} changes **${denied} would have been denied**, ${newlyDenied} of them were not. ${stateText(replay)}`,
    ...(passed.withoutEvidence + passed.unreadable > 0
      ? ['', `${passed.withoutEvidence + passed.unreadable} could not be judged again: what they were judged from is not kept.`]
      : []),
    '',
    '| was | would be | changes |',
    '|---|---|---|',
    ...decisions.map(({ before, after, count }) => `| ${before} | ${after} | ${count} |`),
    ...(deniedBy.length > 0
      ? [
          '',
          '## What would deny',
          '',
          '| rule | changes |',
          '|---|---|',
          ...deniedBy.slice(0, 20).map(({ rule, count }) => `| ${plain(rule)} | ${count} |`),
        ]
      : []),
    ...(changes.length > 0
      ? [
          '',
          '## Newly denied',
          '',
          ...changes.map((change) => `- ${change.verdictId}: ${change.subjects.map(({ ref }) => plain(ref)).join(', ')}`),
        ]
      : []),
    '',
    `Policy \`${policy.digest}\`, state ${state}.`,
    '',
  ].join('\n');
};

const stateText = ({ state, truncated, progress, limit }: ReplayView): string => {
  if (state === 'queued' || state === 'running') return `${Math.round(progress.fraction * 100)} % of the time is done.`;
  return truncated ? `Only the newest ${limit} were looked at.` : '';
};
