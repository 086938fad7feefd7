import { type Command, Option } from 'commander';
import type { Define } from './define.ts';

export const defineRemote: Define = (program, finish) => {
  remote(program.command('scan'))
    .description('have a server judge images, manifests and Dockerfiles as one change, and wait for the verdict')
    .argument('<target...>', 'files, folders and image references')
    .option('--policy <name>', 'a policy that the server knows')
    .option('--environment <name>', 'the environment that the change goes to')
    .option('--namespace <name>', 'where the objects go that name no namespace')
    .option('--platform <os/arch[/variant]|all>', 'which platform of the images')
    .option('--no-wait', 'print the scan and do not wait for it')
    .option('--timeout <seconds>', 'how long to wait', Number, 300)
    .action(async (targets: string[], options) => {
      const { scan } = await import('../command/scan.ts');
      finish(await scan(targets, options));
    });
  remote(program.command('gate'))
    .description('ask a server whether images may go, from verdicts that it has stored')
    .argument('<image...>', 'references or digests')
    .option('--environment <name>', 'the environment that they go to')
    .option('--namespace <name>', 'the namespace that they go to')
    .action(async (images: string[], options) => {
      const { gate } = await import('../command/gate.ts');
      finish(await gate(images, options));
    });
  remote(program.command('verdict'))
    .description('show a stored verdict in any format')
    .argument('<id>')
    .action(async (id: string, options) => {
      const { verdict } = await import('../command/verdict.ts');
      finish(await verdict(id, options));
    });
};

const remote = (command: Command): Command =>
  command
    .addOption(new Option('--server <address>', 'the service’s address').env('PLIMSOLL_URL'))
    .addOption(new Option('--token <key>', 'an API key; better given as PLIMSOLL_TOKEN').env('PLIMSOLL_TOKEN'))
    .option('--format <name>', 'text, json, sarif, junit, markdown, …', 'text')
    .addOption(new Option('--fail-on <decision>', 'exit 1 from this decision on').choices(['warn', 'deny']).default('deny'))
    .addOption(
      new Option('--on-error <decision>', 'what to exit with when it cannot be decided, or the service is down')
        .choices(['allow', 'deny', 'unknown'])
        .default('unknown'),
    );
