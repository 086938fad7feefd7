import type { Report } from '../report/report.ts';
import { reports } from '../report/table.ts';
import { negotiate } from './accept.ts';
import type { ReplyDefinition } from './endpoint.ts';
import { verdictSchema } from './schema/verdict.ts';

export const formats = reports.map(({ name }) => name);

/** What a verdict can be answered as: JSON of the schema, and every report. */
export const verdictContent: NonNullable<ReplyDefinition['content']> = Object.fromEntries(
  reports.flatMap(({ mediaTypes }) => mediaTypes.map((mediaType) => [mediaType, mediaType === 'application/json' ? verdictSchema : null])),
);

export type ChosenReport = { readonly report: Report; readonly mediaType: string };

/** The format that `?format=` names, else the one that the caller likes best. */
export const chosenReport = (request: Request, format: string | undefined): ChosenReport => {
  const offers = reports.flatMap(({ mediaTypes }) => mediaTypes);
  const mediaType = format === undefined ? negotiate(request.headers.get('accept'), offers) : undefined;
  const report =
    reports.find(({ name, mediaTypes }) => (mediaType === undefined ? name === format : mediaTypes.includes(mediaType))) ?? reports[0];
  if (!report) throw new Error('the table of reports is empty');
  return { report, mediaType: mediaType ?? report.mediaTypes[0] };
};
