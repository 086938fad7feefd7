import { type Command, Option } from 'commander';
import { asked } from './asked.ts';
import type { Define } from './define.ts';
import { reports } from './reports.ts';

export const defineRemote: Define = (program, finish) => {
  written(program.command('scan'))
    .description('have a server judge images, manifests and Dockerfiles as one change, and wait for the verdict')
    .argument('<target...>', 'files, folders and image references')
    .option('--policy <name>', 'a policy that the server knows')
    .option('--environment <name>', 'the environment that the change goes to')
    .option('--namespace <name>', 'where the objects go that name no namespace')
    .option('--cluster <file|folder>', 'what the cluster holds, for policies of Kyverno and Kubernetes that ask')
    .option('--platform <os/arch[/variant]|all>', 'which platform of the images')
    .addOption(new Option('--wait', 'wait for the verdict, which is what it does anyway').default(true).hideHelp())
    .option('--no-wait', 'print the scan and do not wait for it')
    .option('--timeout <seconds>', 'how long to wait', Number, 300)
    .action(async (targets: string[], options) => {
      const { scan } = await import('../command/scan.ts');
      finish(await scan(targets, options));
    });
  remote(program.command('gate'), new Option('--format <name>').choices(['text', 'json']).default('text'))
    .description('ask a server whether images may go, from verdicts that it has stored')
    .argument('<image...>', 'references or digests')
    .option('--environment <name>', 'the environment that they go to')
    .option('--stage <name>', 'the step of the pipeline that asks')
    .option('--namespace <name>', 'the namespace that they go to')
    .option('--policy <name>', 'the policy to ask, in place of the one that the mapping chooses')
    .option('--service <name>', 'what they are a part of, for --only-if-worse')
    .option('--only-if-worse', 'stop only what is worse than what runs in the environment, as `plimsoll deployed` told')
    .option('--max-age <seconds>', 'an older verdict is stale', Number)
    .option('--dry-run', 'say what would be answered, and allow')
    .option('--break-glass <reason>', 'allow in spite of the answer; it is recorded and announced')
    .option('--ticket <name>', 'with --break-glass: where it is followed up')
    .action(async (images: string[], options) => {
      const { gate } = await import('../command/gate.ts');
      finish(await gate(images, options));
    });
  written(program.command('verdict'))
    .description('show a stored verdict in any format')
    .argument('<id>')
    .action(async (id: string, options) => {
      const { verdict } = await import('../command/verdict.ts');
      finish(await verdict(id, options));
    });
};

const anyFormat = (): Option => new Option('--format <name>', 'text, json, sarif, github, junit, markdown, …').default('text');

const remote = (command: Command, format = anyFormat()): Command =>
  asked(command)
    .addOption(format)
    .addOption(new Option('--fail-on <decision>', 'exit 1 from this decision on').choices(['warn', 'deny']).default('deny'))
    .addOption(
      new Option('--on-error <decision>', 'what to exit with when it cannot be decided, or the service is down')
        .choices(['allow', 'deny', 'unknown'])
        .default('unknown'),
    );

const written = (command: Command): Command =>
  remote(command)
    .option('--output <file>', 'write there instead of standard output')
    .addOption(reports('write this report too; may be given again'))
    .option('--quiet', 'no output but errors; the exit code tells');
