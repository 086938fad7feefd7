import type { VerdictSummary } from '../history/summary.ts';
import type { Verdict } from '../model/verdict.ts';
import { toWire, wireSubject } from '../report/wire.ts';
import { linkOf } from '../webhook/link.ts';
import type { ApiDeps } from './deps.ts';

/** Where people find a verdict, when it is known where they find the service. */
export const linked = ({ publicUrl }: Pick<ApiDeps, 'publicUrl'>, id: string): { readonly link?: string } => {
  const link = linkOf(publicUrl, { verdictId: id });
  return link === undefined ? {} : { link };
};

export const wireVerdict = (verdict: Verdict, id: string | undefined) => ({ ...(id !== undefined && { id }), ...toWire(verdict) });

export const wireSummary = (summary: VerdictSummary) => ({ ...summary, subjects: summary.subjects.map(wireSubject) });
