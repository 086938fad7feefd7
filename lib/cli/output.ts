import { AppError } from '../model/error.ts';
import type { Evidence, SourceFile } from '../model/evidence.ts';
import { nearest } from '../model/nearest.ts';
import type { Verdict } from '../model/verdict.ts';
import type { CompiledPolicy } from '../policy/compiled.ts';
import type { RenderContext, Report } from '../report/report.ts';
import { findReport, reports } from '../report/table.ts';
import { toWire } from '../report/wire.ts';
import { endOfDecision } from './decision.ts';
import { checkWritable, emitToFile, emitToOutput } from './emit.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import type { JudgingOptions } from './options.ts';
import { version } from './version.ts';

/** Throws AppError `invalid-request` for a format that nobody knows, before anything is judged. */
export const chosenReport = (name: string, others: readonly string[] = []): Report => {
  const report = findReport(name);
  if (report) return report;
  const names = [...reports.map((each) => each.name), ...others];
  const guess = nearest(name, names);
  throw new AppError('invalid-request', `${name}: no such format; ${guess ? `did you mean ${guess}?` : `there are ${names.join(', ')}`}`);
};

type Place = Pick<JudgingOptions, 'output' | 'quiet'>;

/** A terminal and what reads a pipe get a last line that ends. */
export const write = (text: string, options: Place): Promise<void> =>
  writeParts(options.output !== undefined || text.endsWith('\n') ? [text] : [text, '\n'], options);

const writeParts = async (parts: Iterable<string>, { output, quiet }: Place): Promise<void> => {
  if (output !== undefined) emitToFile(parts, output);
  else if (!quiet) await emitToOutput(parts);
};

/** What was judged, as far as reports can show it. */
export type Shown = Pick<RenderContext, 'sources' | 'layers' | 'checked' | 'rules'>;

/** Layers and rules for reports that picture them. `subject` is the evidence's place: evidence comes first among the subjects. */
export const shownOf = (evidence: readonly Evidence[], policy: CompiledPolicy, sources: readonly SourceFile[] = []): Shown => ({
  sources,
  layers: evidence.flatMap((one, subject) => (one.kind === 'image' ? [{ subject, layers: one.content.layers }] : [])),
  checked: policy.rules.map(({ rule }) => rule.id),
  rules: [...policy.foreign.values()],
});

export const isColoured = ({ output }: Place): boolean => output === undefined && process.stdout.isTTY === true && !process.env['NO_COLOR'];

const show = async (verdict: Verdict, shown: Shown, options: JudgingOptions): Promise<ExitCode> => {
  const report = chosenReport(options.format);
  const context = { toolVersion: version, ...shown, colour: isColoured(options) };
  if (report.parts) await writeParts(report.parts(verdict, context), options);
  else await write(report.render(verdict, context), options);
  writeReports(verdict, shown, options);
  return exitCodeOf(verdict, options);
};

/** `show`, with an inventory beside the verdict where the format is JSON; other formats have no place for it. */
export const showWith = async (
  verdict: Verdict,
  shown: Shown,
  options: JudgingOptions,
  inventory: object | undefined,
): Promise<ExitCode> => {
  if (inventory === undefined || options.format !== 'json') return show(verdict, shown, options);
  writeReports(verdict, shown, options);
  await write(JSON.stringify({ ...toWire(verdict), inventory }, null, 2), options);
  return exitCodeOf(verdict, options);
};

/** A bill of materials in place of the verdict, and every other report that was asked for. */
export const showText = async (text: string, verdict: Verdict, shown: Shown, options: JudgingOptions): Promise<ExitCode> => {
  writeReports(verdict, shown, options);
  await write(text, options);
  return exitCodeOf(verdict, options);
};

/** One judgement, many forms: an image is fetched once for all of them. */
const writeReports = (verdict: Verdict, shown: Shown, options: Reports): void => {
  const context = { toolVersion: version, ...shown };
  for (const { report, file } of askedReports(options))
    emitToFile(report.parts?.(verdict, context) ?? [report.render(verdict, context)], file);
};

type Reports = Pick<JudgingOptions, 'report'>;

/** Of every `--report`. Throws AppError `invalid-request`. */
export const askedReports = ({ report = [] }: Reports): readonly { readonly report: Report; readonly file: string }[] =>
  report.map((text) => {
    const [name, file] = reportFile(text);
    return { report: chosenReport(name), file };
  });

/** The same for `--format`, unless it is one of `others`, and every `--report`; and that files can be written: an image takes minutes to judge. */
export const checkReports = (options: Reports & Pick<JudgingOptions, 'format' | 'output'>, others: readonly string[] = []): void => {
  if (!others.includes(options.format)) chosenReport(options.format, others);
  for (const { file } of askedReports(options)) checkWritable(file);
  if (options.output !== undefined) checkWritable(options.output);
};

const reportFile = (text: string): readonly [string, string] => {
  const [, name = '', file = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (file === '') throw new AppError('invalid-request', `${text}: a report reads format=file, as sarif=plimsoll.sarif`);
  return [name, file];
};

/** Problems of the text itself: something was not judged at all, whatever the rest is worth. */
const unreadable = /^(invalid-(yaml|json|dockerfile)|yaml-.+|dockerfile-.+|too-large|too-many-documents|not-an-object|no-objects)$/;

export const isUnreadable = (code: string): boolean => unreadable.test(code);

/** A text that cannot be read is wrong input and exits 2, even when the rest was judged and shown. */
export const exitCodeOf = (verdict: Verdict, { failOn, onError }: Pick<JudgingOptions, 'failOn' | 'onError'>): ExitCode => {
  if (verdict.errors.some(({ code }) => isUnreadable(code))) return exitCodes.usage;
  const isUnsupported = verdict.reasons.some(({ code }) => code === 'subject-unsupported');
  return endOfDecision(verdict.decision, { failOn, onError }, isUnsupported);
};
