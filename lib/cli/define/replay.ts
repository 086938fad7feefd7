import type { Define } from './define.ts';
import { shown } from './shown.ts';

export const defineReplay: Define = (program, finish) => {
  shown(program.command('replay'))
    .description('say what a policy would have done to what a server has judged; exits 1 when it would newly deny something')
    .argument('<policy>', 'a name, or a file: it is stored as a version and not activated')
    .option('--digest <digest>', 'a stored version; the active one when left out')
    .option('--judged-by <policy>', 'verdicts by this policy, * for any (default: those by the policy’s own name)')
    .option('--repository <name>', 'only images of this repository')
    .option('--environment <name>', 'only changes to this environment')
    .option('--since <time>', '30d, 2026-11-01, or a time in full (default: 30d)')
    .option('--until <time>', 'the same (default: now)')
    .option('--limit <verdicts>', 'the newest so many', Number)
    .option('--no-wait', 'print the replay and do not wait for it')
    .action(async (named: string, options) => finish(await (await import('../command/replay.ts')).replay(named, options)));
};
