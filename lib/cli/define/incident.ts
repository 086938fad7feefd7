import { Option } from 'commander';
import type { Define } from './define.ts';

export const defineIncident: Define = (program, finish) => {
  program
    .command('who-has')
    .description('ask a server which images have a package; exits 1 when one does')
    .argument('<package>', 'a name or a package URL, with a version or a range: log4j-core@<2.17.1')
    .addOption(new Option('--server <address>', 'the service’s address').env('PLIMSOLL_URL'))
    .addOption(new Option('--token <key>', 'an API key; better given as PLIMSOLL_TOKEN').env('PLIMSOLL_TOKEN'))
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action(async (asked: string, options) => {
      const { whoHas } = await import('../command/who-has.ts');
      finish(await whoHas(asked, options));
    });
  program
    .command('compare-base')
    .description('what an image would win by being built on another base: issues that come with its base and not with these')
    .argument('<image>')
    .argument('<base...>')
    .option('--platform <os/arch[/variant]>', 'which platform of a multi-platform image')
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action(async (image: string, bases: string[], options) => {
      const { compareBases } = await import('../command/compare-base.ts');
      finish(await compareBases(image, bases, options));
    });
};
