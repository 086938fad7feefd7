import { json } from './json.ts';
import type { Report } from './report.ts';
import { text } from './text.ts';

/** Every output format; a format is one file and one row. */
export const reports: readonly Report[] = [json, text];

export const findReport = (name: string): Report | undefined => reports.find((report) => report.name === name);

/** The format for a media type of an `Accept` header, without its parameters. */
export const reportForMediaType = (mediaType: string): Report | undefined =>
  reports.find(({ mediaTypes }) => mediaTypes.includes(mediaType.toLowerCase()));
