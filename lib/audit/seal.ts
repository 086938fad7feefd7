import * as z from 'zod';
import type { Deps } from '../ports/deps.ts';
import type { Item, WriteAction } from '../ports/table.ts';
import { readDue } from '../store/due.ts';
import { chainOfAudit, keys } from '../store/keys.ts';
import { decode } from '../store/record.ts';
import { digestSchema } from '../store/subject.ts';
import { type AuditHead, type Chain, genesis, linkAfter } from './chain.ts';

const perShard = 90;
// A transaction has at most 100 actions, and one of them is the head.
const perSeal = 90;

const headRecord = z.strictObject({ sequence: z.int().positive(), hash: digestSchema });

/**
 * Puts records that were written since into the chain of their shard; to be called every few seconds. A change is written with its record
 * and waits for nobody: were the chain part of that transaction, the changes of a tenant would have to be made one after the other.
 * Several sealers at once are safe. Gives how many were sealed.
 */
export const sealAudit = async (deps: Pick<Deps, 'table' | 'clock' | 'log'>): Promise<number> => {
  const due = await readDue(deps.table, 'aud', deps.clock.now(), perShard);
  let sealed = 0;
  for (const group of byChain(due)) {
    for (let at = 0; at < group.length; at += perSeal) sealed += await sealSome(deps, group.slice(at, at + perSeal));
  }
  return sealed;
};

const byChain = (due: readonly Item[]): Iterable<readonly Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of due) {
    const { tenant, shard } = chainOfAudit(item.pk);
    const name = `${shard}#${tenant}`;
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return groups.values();
};

const sealSome = async (deps: Pick<Deps, 'table' | 'log'>, due: readonly Item[]): Promise<number> => {
  const [first] = due;
  if (!first) return 0;
  const chain = chainOfAudit(first.pk);
  // The index may be stale: what was sealed meanwhile has no mark any more.
  const waiting = (await deps.table.batchGet(due.map(({ pk, sk }) => ({ pk, sk })))).filter(({ second }) => second !== undefined);
  if (waiting.length === 0) return 0;
  const before = await readHead(deps, chain);
  const { head, records } = linked(before.head, chain, waiting);
  const written = await deps.table.write([
    {
      kind: 'put',
      when: before.version === 0 ? 'absent' : { version: before.version },
      item: { ...keys.auditHead(chain), version: before.version + 1, body: { ...head } },
    },
    ...records,
  ]);
  if (written.kind === 'conflict') return 0;
  // Outside of the store: whoever rewrites all of it cannot rewrite what the log has shipped.
  deps.log.info('audit sealed', { ...chain, ...head });
  return waiting.length;
};

const linked = (before: AuditHead, chain: Chain, items: readonly Item[]): { head: AuditHead; records: WriteAction[] } => {
  let head = before;
  const sorted = [...items].sort((a, b) => (a.sk < b.sk ? -1 : 1));
  const records = sorted.map(({ second: _, ...item }): WriteAction => {
    const link = linkAfter(head, chain, item.body);
    head = { sequence: link.sequence, hash: link.hash };
    return {
      kind: 'put',
      when: { version: item.version },
      item: { ...item, version: item.version + 1, body: { ...item.body, link } },
    };
  });
  return { head, records };
};

/** `version` 0: nothing of this chain was sealed yet. */
export const readHead = async (
  deps: Pick<Deps, 'table'>,
  chain: Chain,
): Promise<{ readonly head: AuditHead; readonly version: number }> => {
  const item = await deps.table.get(keys.auditHead(chain));
  return item ? { head: decode(headRecord, item), version: item.version } : { head: genesis(chain), version: 0 };
};
