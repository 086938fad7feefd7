import { type Command, Option } from 'commander';
import type { Define } from './define.ts';
import { reports } from './reports.ts';

export const defineJudging: Define = (program, finish) => {
  judging(program.command('check'))
    .description('judge manifests, Dockerfiles and images together, here or by a server')
    .argument('<target...>', 'files, folders, image references, or - for standard input')
    .option('--context <folder|tar>', 'what docker build would be given with the Dockerfile: judged as it would be sent')
    .option('--charts <folder>', 'where the charts are that helm template on standard input was made from; here by default')
    .option('--namespace <name>', 'where the objects go that name none')
    .addOption(cluster())
    .option('--layers', 'what each instruction of the Dockerfile added to its image: a table, or "inventory" of JSON output')
    .option('--server <address>', 'have this service judge and keep it')
    .addOption(new Option('--token <key>', 'an API key of it; better given as PLIMSOLL_TOKEN').env('PLIMSOLL_TOKEN'))
    .action(async (targets: string[], options, command: Command) => {
      // What nobody named is the service's to choose: it has a mapping, and starter where it has none.
      const policy = command.getOptionValueSource('policy') === 'default' ? undefined : options.policy;
      if (options.server !== undefined)
        finish(await (await import('../command/check-there.ts')).checkThere(targets, { ...options, policy }));
      else finish(await (await import('../command/check.ts')).check(targets, options));
    });

  judging(program.command('fs'))
    .description(
      'judge a repository: manifests, Compose files, Dockerfiles with their build context, packages of lock files, and secrets in any file',
    )
    .argument('<folder>')
    .option('--since <ref>', 'only what differs from this commit, branch or tag')
    .addOption(cluster())
    .option('--inventory', 'add the packages of lock files to JSON output')
    .action(async (folder: string, options) => {
      const { fs } = await import('../command/fs.ts');
      finish(await fs(folder, options));
    });

  judging(program.command('image'))
    .description(
      'inspect and judge an image: a reference, an OCI layout folder, a docker save archive, - for an archive on standard input, or a bill of materials (.json)',
    )
    .argument('<reference>')
    .option('--inventory', 'add packages, files, secrets and configuration to JSON output')
    .action(async (reference: string, options) => {
      const { image } = await import('../command/image.ts');
      finish(await image(reference, options));
    });
};

export const defineFix: Define = (program, finish) => {
  program
    .command('fix')
    .description('show the patches of manifests and Dockerfiles as a diff; --write carries them out')
    .argument('<target...>', 'files and folders, or - for standard input')
    .option('--write', 'change the files')
    .addOption(
      new Option('--format <form>', 'a diff, or a line an object for kubectl patch --type json or strategic')
        .choices(['diff', 'json', 'strategic'])
        .default('diff'),
    )
    .option('--suggested', 'also what needs a decision, such as the number of a user or a secret mount: look at every change')
    .option('--pin', 'ask the registries what the tags of base images point at and write the digests')
    .option('--policy <name|file|folder>', 'mend what this policy finds', 'starter')
    .addOption(new Option('--rules <which>', 'mend what every rule finds').choices(['policy', 'all']).default('policy'))
    .action(async (targets: string[], options) => {
      const { fix } = await import('../command/fix.ts');
      finish(await fix(targets, options));
    });
};

const cluster = (): Option =>
  new Option(
    '--cluster <file|folder>',
    'what the cluster holds, for policies that ask: ConfigMaps, Namespaces, whole lists as kubectl get -o yaml prints them, values for Kyverno’s command',
  );

const judging = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--policy <name|file|folder>',
        'a built-in policy (starter, baseline, restricted, quick-wins), a policy file, or policies of Kyverno and Kubernetes in a file or folder',
      ).default('starter'),
    )
    .addOption(
      new Option('--rules <which>', 'judge by every rule at its own severity, whatever the policy says')
        .choices(['policy', 'all'])
        .default('policy'),
    )
    .option('--format <name>', 'text, json, sarif, github, junit, markdown, …; of images and repositories cyclonedx and spdx, too', 'text')
    .option('--platform <os/arch[/variant]|all>', 'which platform of a multi-platform image')
    .option('--environment <name>', 'the environment that the change goes to')
    .addOption(new Option('--fail-on <decision>', 'exit 1 from this decision on').choices(['warn', 'deny']).default('deny'))
    .addOption(
      new Option('--on-error <decision>', 'what to exit with when it cannot be decided')
        .choices(['allow', 'deny', 'unknown'])
        .default('unknown'),
    )
    .option('--output <file>', 'write there instead of standard output')
    .addOption(reports('write this report too, as sarif=plimsoll.sarif; may be given again'))
    .option('--baseline <reference>', 'the image that the policy’s “new” is measured against')
    .option(
      '--vex <file...>',
      'VEX documents (OpenVEX, CycloneDX, CSAF) beside those of the advisory database; says which statements matched nothing',
    )
    .option('--quiet', 'no output but errors; the exit code tells');
