import { Option } from 'commander';
import type { Define } from './define.ts';

export const defineAdvisories: Define = (program, finish) => {
  const advisories = program.command('advisories').description('the advisory database that images are matched against');
  advisories
    .command('import')
    .description('build the database from OSV records: folders, zips as OSV publishes them, single files, or their addresses')
    .argument('<source...>')
    .option('--into <folder>', 'where the database is kept')
    .option('--kev <file>', "CISA's catalogue of known exploited vulnerabilities")
    .option('--epss <file>', "FIRST's daily scores, packed or not")
    .option('--vex <path...>', 'VEX documents: OpenVEX, CycloneDX or CSAF, files or folders')
    .action(async (sources: string[], options) => {
      const { importAdvisories } = await import('../command/advisories.ts');
      finish(await importAdvisories(sources, options));
    });
  advisories
    .command('update')
    .description('do again what the last import or pull did; of an address only what changed is fetched')
    .option('--into <folder>', 'where the database is kept')
    .addOption(new Option('--progress <how>', 'a bar on a terminal, or lines').choices(['auto', 'lines']).default('auto'))
    .action(async (options) => {
      const { update } = await import('../command/advisories.ts');
      finish(await update(options));
    });
  advisories
    .command('diff')
    .description('what the database in use says otherwise than the one before it')
    .option('--into <folder>', 'where the database is kept')
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action(async (options) => {
      const { diffAdvisories } = await import('../command/advisories-diff.ts');
      finish(await diffAdvisories(options));
    });
  advisories
    .command('status')
    .description('what is loaded and how old it is')
    .option('--into <folder>', 'where the database is kept')
    .action(async (options) => {
      const { advisoryStatus } = await import('../command/advisories.ts');
      finish(await advisoryStatus(options));
    });
  advisories
    .command('vex')
    .description('the VEX statements of the database; with images, those that matched nothing in any of them')
    .argument('[image...]')
    .option('--into <folder>', 'where the database is kept')
    .option('--policy <name or file>', 'whose attachedVex says which attached documents are listed too')
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action(async (images: string[], options) => {
      const { listStatements } = await import('../command/advisories-vex.ts');
      finish(await listStatements(images, options));
    });
  advisories
    .command('publish')
    .description('put the database in use into a registry; prints its reference by digest')
    .argument('<reference>', 'host/name:tag')
    .option('--into <folder>', 'where the database is kept')
    .action(async (reference: string, options) => {
      const { publish } = await import('../command/advisories-registry.ts');
      finish(await publish(reference, options));
    });
  advisories
    .command('pull')
    .description('fetch a published database and put it in use; one that was cut off goes on where it was')
    .argument('<reference>', 'host/name:tag or host/name@sha256:…')
    .option('--into <folder>', 'where the database is kept')
    .action(async (reference: string, options) => {
      const { pull } = await import('../command/advisories.ts');
      finish(await pull(reference, options));
    });
};
