import { AppError } from '../../model/error.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { endOfDecision, isDecision, type RemoteOptions } from '../decision.ts';
import { emitToFile } from '../emit.ts';
import type { ExitCode } from '../exit.ts';
import type { JudgingOptions } from '../options.ts';
import { askedReports, checkReports, chosenReport, write } from '../output.ts';

export type VerdictOptions = ClientOptions & RemoteOptions & Pick<JudgingOptions, 'output' | 'quiet' | 'report'>;

/** `plimsoll verdict`: the server renders, so that its formats and ours cannot differ; the exit code is that of the decision. */
export const verdict = async (id: string, options: VerdictOptions): Promise<ExitCode> => {
  checkReports(options);
  const path = `/v1/verdicts/${encodeURIComponent(id)}`;
  const asked = await call(options, `${path}?format=json`);
  const textIn = async (format: string): Promise<string> =>
    format === 'json' ? asked.text : (await call(options, `${path}?format=${format}`, { accept: '*/*' })).text;
  if (options.output !== undefined || options.quiet !== true) await write(await textIn(chosenReport(options.format).name), options);
  for (const { report, file } of askedReports(options)) emitToFile([await textIn(report.name)], file);
  const decision = stringAt(asked.json, 'decision') ?? stringAt(objectAt(asked.json, 'verdict'), 'decision');
  if (!isDecision(decision)) throw new AppError('unavailable', 'the service answered without a decision');
  return endOfDecision(decision, options);
};
