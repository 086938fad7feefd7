import { isDigest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import { type Json, listAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { exitOfDecision, isDecision, orUndecided, type RemoteOptions, showJson } from '../decision.ts';
import type { ExitCode } from '../exit.ts';

export type GateOptions = ClientOptions & RemoteOptions & { readonly environment?: string; readonly namespace?: string };

/** `plimsoll gate`: one question, one answer, from verdicts that the server has stored. */
export const gate = (images: readonly string[], options: GateOptions): Promise<ExitCode> =>
  orUndecided(options, () => ask(images, options));

const ask = async (images: readonly string[], options: GateOptions): Promise<ExitCode> => {
  const { environment, namespace } = options;
  const subjects = images.map((word) => (isDigest(word) ? { digest: word } : { reference: word }));
  const { json } = await call(options, '/v1/gate', {
    body: { subjects, ...(environment && { environment }), ...(namespace && { namespace }) },
  });
  const decision = stringAt(json, 'decision');
  if (!isDecision(decision)) throw new AppError('unavailable', 'the service answered without a decision');
  process.stdout.write(options.format === 'json' ? `${showJson(json)}\n` : textOf(json, decision));
  return exitOfDecision(decision, options);
};

const textOf = (answer: Json, decision: string): string => {
  const rows = listAt(answer, 'subjects').map((subject) => {
    const reasons = listAt(subject, 'reasons').map((reason) => `    ${stringAt(reason, 'message')} (${stringAt(reason, 'code')})\n`);
    return `  ${stringAt(subject, 'decision')}  ${stringAt(subject, 'subject')}\n${reasons.join('')}`;
  });
  return `${decision.toUpperCase()}\n${rows.join('')}`;
};
