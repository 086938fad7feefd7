import type { Define } from './define.ts';

export const definePolicy: Define = (program, finish) => {
  const policy = program.command('policy').description('policies as code: check, test, explain and start them');
  policy
    .command('lint')
    .description('say everything that is wrong in policy files, with the place and what would be right')
    .argument('<file...>')
    .action(async (files: string[]) => {
      const { lintPolicies } = await import('../command/policy.ts');
      finish(await lintPolicies(files));
    });
  policy
    .command('test')
    .description('run the cases of PolicyTest files (given, expect) against a policy')
    .argument('<file...>')
    .requiredOption('--policy <name|file|folder>', 'the policy under test')
    .action(async (files: string[], options) => {
      const { testPolicies } = await import('../command/policy.ts');
      finish(await testPolicies(files, options));
    });
  policy
    .command('explain')
    .description('list the rules that a policy runs, with severity and mode, or all that is known of one rule')
    .argument('<name|file|folder>', 'a built-in policy, a policy file or folder, or a rule by any tool’s id')
    .option('--policy <file|folder>', 'whose rules of Kyverno or Kubernetes the name is of')
    .action(async (name: string, options) => {
      const { explain } = await import('../command/policy.ts');
      finish(await explain(name, options));
    });
  policy
    .command('show')
    .description('print a policy as one document: of a folder of policies of Kyverno and Kubernetes the one that a service takes')
    .argument('<name|file|folder>')
    .action(async (name: string) => {
      const { show } = await import('../command/policy.ts');
      finish(await show(name));
    });
  policy
    .command('init')
    .description('print a policy to start from')
    .option('--name <name>', 'its name', 'team')
    .action(async (options) => {
      const { initPolicy } = await import('../command/policy.ts');
      finish(initPolicy(options));
    });
};
