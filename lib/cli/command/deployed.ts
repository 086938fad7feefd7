import { call } from '../client.ts';
import type { ExitCode } from '../exit.ts';
import { type ShowOptions, showOne } from '../rows.ts';
import { subjectsOf } from './gate.ts';

export type DeployedOptions = ShowOptions & { readonly environment: string; readonly service?: string; readonly revision?: string };

/** `plimsoll deployed`: tells what runs from now on, for gates that ask whether a change is worse. */
export const deployed = async (words: readonly string[], options: DeployedOptions): Promise<ExitCode> => {
  const { environment, service, revision } = options;
  const body = { environment, subjects: subjectsOf(words), ...(service && { service }), ...(revision && { revision }) };
  return showOne(options, (await call(options, '/v1/deployments', { body })).json);
};
