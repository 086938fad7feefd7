import type { GateSubject } from '../gate/input.ts';
import { targetOf } from '../gate/target.ts';
import { listVerdicts } from '../history/list.ts';
import { type VerdictSummary, verdictSummary } from '../history/summary.ts';
import type { Caller } from '../model/actor.ts';
import type { Digest } from '../model/digest.ts';
import { AppError } from '../model/error.ts';
import type { Deps } from '../ports/deps.ts';
import { lists } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { readList } from '../store/time-list.ts';
import type { DeployedPart } from './record.ts';

/**
 * What a name stands for, from what is stored: no registry is asked. A tag is the image that it was when it was last scanned.
 * Throws AppError `invalid-request` for a tag that was never scanned, `invalid-reference`.
 */
export const partOf = async (deps: Pick<Deps, 'table'>, caller: Caller, subject: GateSubject, place: number): Promise<DeployedPart> => {
  const { name, digest, reference, repository } = targetOf(subject);
  if (reference === null || repository === null) return filesOrImage(deps, caller, digest ?? refuse(place));
  const judged = await lastJudged(deps, caller.tenant, repository, reference);
  const known = judged.flatMap((one) => (one.kind === 'image' && one.ref === reference ? [one.digest] : []));
  const digests = [...new Set([...(digest === null ? [] : [digest]), ...known])];
  return { subject: name, kind: 'image', repository, digests: digests.length > 0 ? digests : refuse(place) };
};

const refuse = (place: number): never => {
  throw new AppError('invalid-request', 'nobody knows which image this tag is: it was never scanned', {
    places: [
      {
        pointer: `/subjects/${place}/reference`,
        message: 'a tag that was never scanned',
        fix: 'name the image by its digest, as repository@sha256:…',
      },
    ],
  });
};

const lastJudged = async (
  deps: Pick<Deps, 'table'>,
  tenant: string,
  repository: string,
  reference: string,
): Promise<VerdictSummary['subjects']> => {
  const { items } = await readList(deps.table, {
    tenant,
    list: lists.repository(repository),
    limit: 1,
    accepts: (item) => decode(verdictSummary, item).subjects.some(({ ref }) => ref === reference),
  });
  return items[0] ? decode(verdictSummary, items[0]).subjects : [];
};

const filesOrImage = async (deps: Pick<Deps, 'table'>, caller: Caller, digest: Digest): Promise<DeployedPart> => {
  const { items } = await listVerdicts(deps, { ...caller, scopes: ['verdict:read'] }, { subject: digest, limit: 1 });
  const found = items[0]?.subjects.find((one) => one.digest === digest);
  return {
    subject: digest,
    kind: found?.kind ?? 'unknown',
    repository: found?.kind === 'image' ? found.repository : null,
    digests: [digest],
  };
};
