import type { VerdictSummary } from '../history/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { reports } from '../report/table.ts';
import { toWire, wireSubject } from '../report/wire.ts';
import { negotiate } from './accept.ts';
import type { ReplyDefinition } from './endpoint.ts';
import { verdictSchema } from './schema/verdict.ts';

export const formats = reports.map(({ name }) => name);

/** What a verdict can be answered as: JSON of the schema, and every report. */
export const verdictContent: NonNullable<ReplyDefinition['content']> = Object.fromEntries(
  reports.flatMap(({ mediaTypes }) => mediaTypes.map((mediaType) => [mediaType, mediaType === 'application/json' ? verdictSchema : null])),
);

export type RenderedVerdict = { readonly body: string; readonly mediaType: string; readonly format: string };

/** In the format that `?format=` names, else in the one that the caller likes best. */
export const renderVerdict = (
  request: Request,
  format: string | undefined,
  { verdict, id, version }: { readonly verdict: Verdict; readonly id: string | undefined; readonly version: string },
): RenderedVerdict => {
  const offers = reports.flatMap(({ mediaTypes }) => mediaTypes);
  const mediaType = format === undefined ? negotiate(request.headers.get('accept'), offers) : undefined;
  const report =
    reports.find(({ name, mediaTypes }) => (mediaType === undefined ? name === format : mediaTypes.includes(mediaType))) ?? reports[0];
  if (!report) throw new Error('the table of reports is empty');
  const body = report.render(verdict, { toolVersion: version, ...(id !== undefined && { verdictId: id }) });
  return { body, mediaType: mediaType ?? report.mediaTypes[0], format: report.name };
};

export const wireVerdict = (verdict: Verdict, id: string | undefined) => ({ ...(id !== undefined && { id }), ...toWire(verdict) });

export const wireSummary = (summary: VerdictSummary) => ({ ...summary, subjects: summary.subjects.map(wireSubject) });
