import { AppError } from '../../model/error.ts';
import type { SourceFile } from '../../model/evidence.ts';
import { objectAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { endOfDecision, isDecision, type RemoteOptions } from '../decision.ts';
import { emitToFile } from '../emit.ts';
import type { ExitCode } from '../exit.ts';
import type { JudgingOptions } from '../options.ts';
import { askedReports, checkReports, chosenReport, isColoured, write } from '../output.ts';
import { inTemplates, type Rendered } from '../rendered.ts';
import { verdictFrom } from '../verdict-there.ts';
import { version } from '../version.ts';

/** What was rendered here, by the names under which it was sent, and the texts in which findings are shown. */
export type Sent = { readonly rendered: readonly Rendered[]; readonly sources: readonly SourceFile[] };

export type VerdictOptions = ClientOptions & RemoteOptions & Pick<JudgingOptions, 'output' | 'quiet' | 'report'>;

/**
 * `plimsoll verdict`: the server renders, so that its formats and ours cannot differ; the exit code is that of the decision. Only where charts were `sent` is
 * the report made here: the server has no templates.
 */
export const verdict = async (id: string, options: VerdictOptions, sent?: Sent): Promise<ExitCode> => {
  checkReports(options);
  const path = `/v1/verdicts/${encodeURIComponent(id)}`;
  const asked = await call(options, `${path}?format=json`);
  const here = sent && verdictFrom(asked.json);
  const textIn = async (format: string, colour = false): Promise<string> => {
    if (here) {
      const context = { toolVersion: version, verdictId: id, sources: sent.sources, colour };
      return chosenReport(format).render(inTemplates(here, sent.rendered), context);
    }
    return format === 'json' ? asked.text : (await call(options, `${path}?format=${format}`, { accept: '*/*' })).text;
  };
  if (options.output !== undefined || options.quiet !== true)
    await write(await textIn(chosenReport(options.format).name, isColoured(options)), options);
  for (const { report, file } of askedReports(options)) emitToFile([await textIn(report.name)], file);
  const decision = stringAt(asked.json, 'decision') ?? stringAt(objectAt(asked.json, 'verdict'), 'decision');
  if (!isDecision(decision)) throw new AppError('unavailable', 'the service answered without a decision');
  return endOfDecision(decision, options);
};
