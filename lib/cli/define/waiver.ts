import { Option } from 'commander';
import { importerNames } from '../../waiver/import/names.ts';
import type { Define } from './define.ts';
import { shown } from './shown.ts';

export const defineWaiver: Define = (program, finish) => {
  const waiver = program.command('waiver').description('findings that are accepted for a time, on a server');
  shown(waiver.command('list'))
    .description('list waivers, newest first')
    .addOption(new Option('--state <state>').choices(['pending', 'active', 'expired', 'revoked']))
    .option('--expiring-within <days>', 'only active ones that end by then')
    .action(async (options) => finish(await (await import('../command/waiver.ts')).listWaivers(options)));
  shown(waiver.command('unused'))
    .description('active ones that accepted nothing in any verdict of the last days')
    .option('--days <number>', 'how many', '30')
    .action(async (options) => finish(await (await import('../command/waiver.ts')).listUnused(options)));
  shown(waiver.command('import'))
    .description(
      'take over what another tool accepts: .trivyignore and its YAML, .grype.yaml, Harbor’s allowlist, Dependency-Track’s findings',
    )
    .argument('<file>')
    .addOption(new Option('--from <tool>', 'told by the file where it can be').choices(importerNames))
    .option('--repository <glob>', 'narrows each')
    .option('--environment <glob>', 'narrows each')
    .option('--dry-run', 'show what would be made')
    .action(async (file: string, options) => finish(await (await import('../command/waiver-import.ts')).importWaivers(file, options)));
  shown(waiver.command('show'))
    .description('show one')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/waiver.ts')).showWaiver(id, options)));
  shown(waiver.command('create'))
    .description('accept a finding: one of --rule, --fingerprint and --package says which, every other option narrows it')
    .requiredOption('--reason <text>', 'why it is accepted')
    .option('--rule <id>', 'a rule by any tool’s id, or a vulnerability')
    .option('--fingerprint <digest>', 'one finding')
    .option('--package <purl|name>', 'a package, with or without version')
    .option('--path <glob>', 'the file it is in')
    .option('--image <digest>')
    .option('--repository <glob>')
    .option('--namespace <glob>')
    .option('--environment <glob>')
    .option('--object <glob>', 'as apps/v1/Deployment/shop/web')
    .option('--container <glob>')
    .option('--ticket <name>')
    .option('--author <name>', 'who decided, when it is not the key’s owner')
    .option('--expires <date>', 'as 2027-03-31, or with a time')
    .option('--until-fixed', 'ends when a version without the vulnerability is known')
    .action(async (options) => finish(await (await import('../command/waiver.ts')).createWaiver(options)));
  shown(waiver.command('approve'))
    .description('let one hold that waits for the approval of another key')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/waiver.ts')).approveWaiver(id, options)));
  shown(waiver.command('revoke'))
    .description('end one now')
    .argument('<id>')
    .action(async (id: string, options) => finish(await (await import('../command/waiver.ts')).revokeWaiver(id, options)));
};
