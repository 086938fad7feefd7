import { isDigest } from '../../model/digest.ts';
import { AppError } from '../../model/error.ts';
import { type Json, type JsonObject, listAt, stringAt } from '../../model/json.ts';
import { type ClientOptions, call } from '../client.ts';
import { endOfDecision, isDecision, orUndecided, type RemoteOptions, showJson } from '../decision.ts';
import type { ExitCode } from '../exit.ts';

export type GateOptions = ClientOptions &
  RemoteOptions & {
    readonly environment?: string;
    readonly stage?: string;
    readonly namespace?: string;
    readonly policy?: string;
    readonly service?: string;
    readonly onlyIfWorse?: boolean;
    readonly maxAge?: number;
    readonly dryRun?: boolean;
    readonly breakGlass?: string;
    readonly ticket?: string;
  };

/** `plimsoll gate`: one question, one answer, from verdicts that the server has stored. */
export const gate = (images: readonly string[], options: GateOptions): Promise<ExitCode> =>
  orUndecided(options, () => ask(images, options));

const ask = async (images: readonly string[], options: GateOptions): Promise<ExitCode> => {
  const { json } = await call(options, '/v1/gate', { body: { subjects: subjectsOf(images), ...questionOf(options) } });
  const decision = stringAt(json, 'decision');
  if (!isDecision(decision)) throw new AppError('unavailable', 'the service answered without a decision');
  process.stdout.write(options.format === 'json' ? `${showJson(json)}\n` : textOf(json, decision));
  return endOfDecision(decision, options);
};

export const subjectsOf = (words: readonly string[]): JsonObject[] =>
  words.map((word) => (isDigest(word) ? { digest: word } : { reference: word }));

const questionOf = (options: GateOptions): JsonObject => {
  const { environment, stage, namespace, policy, service, onlyIfWorse, maxAge, dryRun, breakGlass, ticket } = options;
  return {
    ...(environment && { environment }),
    ...(stage && { stage }),
    ...(namespace && { namespace }),
    ...(policy && { policy }),
    ...(service && { service }),
    ...(onlyIfWorse && { onlyIfWorse }),
    ...(maxAge !== undefined && { maxAgeSeconds: maxAge }),
    ...(dryRun && { dryRun }),
    ...(breakGlass && { breakGlass: { reason: breakGlass, ...(ticket && { ticket }) } }),
  };
};

/** What opened the gate stands above what was found: the other reasons of the whole are those of its parts. */
const openers = new Set(['break-glass', 'dry-run']);

const textOf = (answer: Json, decision: string): string => {
  const rows = listAt(answer, 'subjects').map((subject) => {
    const reasons = listAt(subject, 'reasons').map((reason) => `    ${lineOf(reason)}`);
    return `  ${stringAt(subject, 'decision')}  ${stringAt(subject, 'subject')}\n${reasons.join('')}`;
  });
  const opened = listAt(answer, 'reasons').filter((reason) => openers.has(stringAt(reason, 'code') ?? ''));
  const judged = opened.length > 0 ? `, judged ${stringAt(answer, 'judged')}` : '';
  return `${decision.toUpperCase()}${judged}\n${opened.map((reason) => `  ${lineOf(reason)}`).join('')}${rows.join('')}`;
};

const lineOf = (reason: Json): string => `${stringAt(reason, 'message')} (${stringAt(reason, 'code')})\n`;
