import { AppError } from '../../model/error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { exitOfDecision, isDecision, type RemoteOptions } from '../decision.ts';
import type { ExitCode } from '../exit.ts';
import { chosenReport } from '../output.ts';

/** `plimsoll verdict`: the server renders, so that its formats and ours cannot differ; the exit code is that of the decision. */
export const verdict = async (id: string, options: ClientOptions & RemoteOptions): Promise<ExitCode> => {
  const format = chosenReport(options.format).name;
  const path = `/v1/verdicts/${encodeURIComponent(id)}`;
  const asked = await call(options, `${path}?format=json`);
  const shown = format === 'json' ? asked : await call(options, `${path}?format=${format}`, { accept: '*/*' });
  process.stdout.write(shown.text.endsWith('\n') ? shown.text : `${shown.text}\n`);
  const decision = stringAt(asked.json, 'decision') ?? stringAt(objectAt(asked.json, 'verdict'), 'decision');
  if (!isDecision(decision)) throw new AppError('unavailable', 'the service answered without a decision');
  return exitOfDecision(decision, options);
};
