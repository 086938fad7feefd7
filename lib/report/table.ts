import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { gitlabCodeQuality } from './gitlab-code-quality.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { policyReport } from './policy-report.ts';
import type { Report } from './report.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';
import { vex } from './vex.ts';

/** Every output format; a format is one file and one row. */
export const reports: readonly Report[] = [
  json,
  text,
  sarif,
  github,
  junit,
  gitlab,
  gitlabCodeQuality,
  markdown,
  csv,
  policyReport,
  vex,
  html,
];

export const findReport = (name: string): Report | undefined => reports.find((report) => report.name === name);
