import * as z from 'zod';
import type { Digest } from '../../model/digest.ts';
import type { Deps } from '../../ports/deps.ts';
import { keys } from '../../store/keys.ts';
import { decode } from '../../store/record.ts';
import { saveBatch } from './batch.ts';

const mark = z.object({ until: z.number() });

/**
 * Events of one image are collected for so long, in seconds: a finding is one of hundreds about it, the end of a scan stands alone but may be told
 * twice, and the verdict of a scan that is about to end must be there by then.
 */
const collectSeconds = { finding: 900, scan: 45 } as const;
/** A message that is a little early must not leave an event behind that came at the end of the time. */
const earlyMs = 5_000;

/**
 * Has the stored verdicts of an image judged again by what its registry says now. Of all who ask within the time one queues it, and what
 * it reads is read after the last of them. Gives whether this was the one.
 */
export const queueRegistryRejudge = async (
  deps: Pick<Deps, 'table' | 'queue' | 'ids' | 'clock'>,
  tenant: string,
  image: Digest,
  by: keyof typeof collectSeconds,
): Promise<boolean> => {
  const key = keys.idempotency(tenant, `registry-${by}`, image);
  const now = deps.clock.now();
  const item = await deps.table.get(key);
  const seconds = collectSeconds[by];
  const until = item ? decode(mark, item).until : 0;
  // A time that lies too far ahead was written by a clock that was put back since.
  if (until > now && until <= now + seconds * 1000) return false;
  const body = { until: now + seconds * 1000 - earlyMs };
  const written = await deps.table.write([
    {
      kind: 'put',
      when: item ? { version: item.version } : 'absent',
      item: { ...key, version: (item?.version ?? 0) + 1, body, expiresAt: Math.ceil(now / 1000) + 2 * seconds },
    },
  ]);
  if (written.kind === 'conflict') return false;
  await saveBatch(deps, tenant, { database: null, images: [image], cause: 'registry' }, seconds);
  return true;
};
