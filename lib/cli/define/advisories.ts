import type { Define } from './define.ts';

export const defineAdvisories: Define = (program, finish) => {
  const advisories = program.command('advisories').description('the advisory database that images are matched against');
  advisories
    .command('import')
    .description('build the database from OSV records: folders, zips as OSV publishes them, or single files')
    .argument('<source...>')
    .option('--into <folder>', 'where the database is kept')
    .option('--kev <file>', "CISA's catalogue of known exploited vulnerabilities")
    .option('--epss <file>', "FIRST's daily scores, packed or not")
    .action(async (sources: string[], options) => {
      const { importAdvisories } = await import('../command/advisories.ts');
      finish(await importAdvisories(sources, options));
    });
  advisories
    .command('status')
    .description('what is loaded and how old it is')
    .option('--into <folder>', 'where the database is kept')
    .action(async (options) => {
      const { advisoryStatus } = await import('../command/advisories.ts');
      finish(await advisoryStatus(options));
    });
};
