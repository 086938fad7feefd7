import { Argument } from 'commander';
import { shells } from '../complete.ts';
import type { Define } from './define.ts';

export const defineSupport: Define = (program, finish) => {
  program
    .command('completion')
    .description('print a script that completes this command in a shell')
    .addArgument(new Argument('<shell>').choices([...shells]))
    .action(async (shell: string) => {
      const { completion } = await import('../command/completion.ts');
      finish(completion(program, shell));
    });
  program
    .command('doctor')
    .description('say whether this machine has what the command and the service need, and what to do about what it lacks')
    .option('--home <folder>', 'where the service keeps data', process.env['PLIMSOLL_HOME'] ?? '.plimsoll')
    .option('--registry <host>', 'ask this registry too whether it answers')
    .option('--aws', 'look at a stack in AWS instead, with the credentials and the region of the environment')
    .option('--stage <name>', 'which stack, with --aws', 'dev')
    .option('--api <address>', 'where its API answers, with --aws; the stack says so by itself')
    .action(async (options) => {
      if (options.aws) {
        const { doctorAws } = await import('../command/doctor-aws.ts');
        return finish(await doctorAws(options));
      }
      const { doctor } = await import('../command/doctor.ts');
      finish(await doctor(options));
    });
};
