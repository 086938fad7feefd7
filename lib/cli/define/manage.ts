import type { Define } from './define.ts';
import { defineKey } from './key.ts';
import { defineReplay } from './replay.ts';
import { shown } from './shown.ts';
import { defineWaiver } from './waiver.ts';
import { defineWebhook } from './webhook.ts';

export const defineManage: Define = (program, finish) => {
  defineDeployed(program, finish);
  defineDiff(program, finish);
  defineWaiver(program, finish);
  defineWebhook(program, finish);
  defineKey(program, finish);
  defineReplay(program, finish);
};

const defineDeployed: Define = (program, finish) => {
  shown(program.command('deployed'))
    .description('tell a server what runs in an environment from now on')
    .argument('[image...]', 'references with a digest, or digests; none for a service that was taken down')
    .requiredOption('--environment <name>', 'where it runs')
    .option('--service <name>', 'what it is a part of: then these are all its parts')
    .option('--revision <name>', 'what the pipeline calls it')
    .action(async (images: string[], options) => {
      const { deployed } = await import('../command/deployed.ts');
      finish(await deployed(images, options));
    });
};

const defineDiff: Define = (program, finish) => {
  shown(program.command('diff'))
    .description('say what became of the findings from one verdict to another; exits 1 when the change brought some')
    .argument('<older>', 'id of a verdict')
    .argument('<newer>', 'id of a verdict')
    .action(async (older: string, newer: string, options) => {
      const { diff } = await import('../command/diff.ts');
      finish(await diff(older, newer, options));
    });
};
