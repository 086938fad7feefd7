import { AppError } from '../../model/error.ts';
import type { ClientOptions } from '../client.ts';
import type { ExitCode } from '../exit.ts';
import { isPath } from '../settings-file.ts';
import type { CheckOptions } from './check.ts';
import { scan } from './scan.ts';

const waitSeconds = 300;

type ThereOptions = Omit<CheckOptions, 'policy'> & ClientOptions & { readonly policy: string | undefined };

/**
 * `plimsoll check --server`: the change is judged by a service and kept there; what is printed is what the command prints by itself, and where the
 * verdict is kept. Throws AppError `invalid-request` for what a service does not do.
 */
export const checkThere = async (words: readonly string[], { policy, ...options }: ThereOptions): Promise<ExitCode> => {
  const { rules, context, layers, baseline, vex } = options;
  const alone = [
    ...(rules === 'all' ? ['--rules all'] : []),
    ...(context === undefined ? [] : ['--context']),
    ...(layers === true ? ['--layers'] : []),
    ...(baseline === undefined ? [] : ['--baseline']),
    ...(vex === undefined ? [] : ['--vex']),
    ...(policy !== undefined && isPath(policy) ? [`--policy ${policy}, a file`] : []),
  ];
  if (alone.length > 0) throw new AppError('invalid-request', `${alone.join(', ')}: not with --server; leave it out, or judge here`);
  return scan(words, { ...options, ...(policy !== undefined && { policy }), wait: true, timeout: waitSeconds });
};
