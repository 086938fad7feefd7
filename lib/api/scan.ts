import { getVerdict } from '../history/get.ts';
import type { Caller } from '../model/actor.ts';
import { wireSubject } from '../report/wire.ts';
import { getScan } from '../scan/get.ts';
import { isTerminal, type ScanView } from '../scan/record.ts';
import type { ApiDeps } from './deps.ts';
import type { ReplyHeaders } from './reply.ts';
import { wireVerdict } from './verdict.ts';
import { preferenceApplied, readUntil, secondsToWait } from './wait.ts';

export const hasEnded = (scan: ScanView): boolean => isTerminal(scan.state);

export const wireScan = (scan: ScanView) => ({ ...scan, subjects: scan.subjects.map(wireSubject) });

type Wait = { readonly request: Request; readonly query: number | undefined };
type Waited = { readonly scan: ScanView; readonly body: ReturnType<typeof wireScan>; readonly headers: ReplyHeaders };

/** The scan after the wait that was asked for, with its verdict when it has one and somebody waited for it. */
export const waitForScan = async (deps: ApiDeps, caller: Caller, first: ScanView, wait: Wait): Promise<Waited> => {
  const seconds = secondsToWait(wait.request, wait.query);
  const headers = preferenceApplied(wait.request, seconds);
  if (seconds === 0) return { scan: first, body: wireScan(first), headers };
  // Whoever may start a scan may see its end; the scope to read others' scans is another.
  const reader: Caller = { ...caller, scopes: [...caller.scopes, 'scan:read', 'verdict:read'] };
  let scan = first;
  const ended = await readUntil(
    deps,
    { seconds, signal: wait.request.signal },
    async () => {
      if (!hasEnded(scan)) scan = await getScan(deps, reader, first.id);
      return scan;
    },
    hasEnded,
  );
  if (ended.verdictId === null) return { scan: ended, body: wireScan(ended), headers };
  const { verdict } = await getVerdict(deps, reader, ended.verdictId);
  return { scan: ended, body: { ...wireScan(ended), ...{ verdict: wireVerdict(verdict, ended.verdictId) } }, headers };
};
