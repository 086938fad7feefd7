import { auditRecord } from '../audit/record.ts';
import { isLocalReference, parseReference } from '../image/reference.ts';
import { handedInSbom } from '../image/sbom/read/handed-in.ts';
import { type Caller, requireScope } from '../model/actor.ts';
import { AppError, placedAt } from '../model/error.ts';
import { activeDigest, policyAsked } from '../policy-version/named.ts';
import { instant } from '../ports/clock.ts';
import type { Deps } from '../ports/deps.ts';
import { saveDocument } from '../store/document.ts';
import { keys, lists } from '../store/keys.ts';
import { markBuckets } from '../store/time-list.ts';
import type { ScanTexts } from './documents.ts';
import { lookAgainMs, queueMs } from './hold.ts';
import { imageRequests, type ScanInput, scanInput } from './input.ts';
import { openLease } from './lease.ts';
import { type ScanRecord, type ScanView, viewOf } from './record.ts';
import { sendScan } from './send.ts';

/**
 * Takes a change in: checks what can be checked without asking anybody, keeps it and queues it. The record comes first: a message
 * that is lost is sent again by the sweep, a scan that was never recorded could not be. One that has the `id` already stays as it is.
 */
export const startScan = async (deps: Deps, caller: Caller, input: ScanInput, id = deps.ids.next('scan')): Promise<ScanView> => {
  requireScope(caller, 'scan:write');
  const given = parseInput(input);
  checkReferences(given);
  // One that cannot be read is said now, and not by a scan that fails.
  if (given.sbom !== undefined) handedInSbom(given.sbom, instant(deps.clock));
  if (given.cluster) (await import('../manifest/documents.ts')).documentsIn(given.cluster);
  if (given.policy !== undefined) await policyAsked(given.policy, activeDigest(deps, caller.tenant, given.policy));
  const record = await newRecord(deps, caller, given, id);
  const at = Date.parse(record.createdAt);
  await markBuckets(deps.table, record.tenant, at, [lists.scans]);
  const listed = { ...keys.listed(record.tenant, lists.scans, at, record.id), version: 1, body: { id: record.id } };
  await deps.table.write([
    { kind: 'put', when: 'absent', item: { ...keys.scan(record.tenant, record.id), version: 1, body: record } },
    { kind: 'put', item: listed },
    openLease(record.tenant, record.id, deps.clock.now() + lookAgainMs),
    auditRecord(deps, caller, 'scan.start', record.id, { images: record.images, files: record.files }),
  ]);
  await sendScan(deps, record);
  return viewOf(record);
};

const parseInput = (input: ScanInput): ScanInput => {
  const parsed = scanInput.safeParse(input);
  if (parsed.success) return parsed.data;
  const places = parsed.error.issues.map(({ path, message }) => ({ message, pointer: path.map((one) => `/${String(one)}`).join('') }));
  throw new AppError('invalid-request', 'this is no change to scan', { places });
};

/** Throws `invalid-reference` at the member that holds it. */
const checkReferences = (given: ScanInput): void => {
  const pointers = [...(given.image === undefined ? [] : [typeof given.image === 'string' ? '/image' : '/image/reference'])];
  pointers.push(...(given.images ?? []).map((_, index) => `/images/${index}/reference`));
  for (const [index, { reference }] of imageRequests(given).entries()) {
    if (isLocalReference(reference)) continue;
    try {
      parseReference(reference);
    } catch (error) {
      throw placedAt(error, { pointer: pointers[index] ?? '' });
    }
  }
};

const newRecord = async (deps: Deps, caller: Caller, given: ScanInput, id: string): Promise<ScanRecord> => {
  const { tenant, actor, requestId } = caller;
  const now = instant(deps.clock);
  const texts: ScanTexts = {
    manifests: given.manifests ?? [],
    dockerfile: given.dockerfile ?? null,
    sbom: given.sbom ?? null,
    cluster: given.cluster ?? [],
  };
  const files = [...texts.manifests, ...[texts.dockerfile, texts.sbom].filter((file) => file !== null)].map(({ name }) => name);
  const input = files.length > 0 ? await saveDocument(deps.table, keys.scanStep(tenant, id, 'input'), { ...texts }) : null;
  return {
    id,
    tenant,
    state: 'queued',
    createdAt: now,
    updatedAt: now,
    deadlineAt: new Date(deps.clock.now() + queueMs).toISOString(),
    actor: { ...actor },
    requestId,
    images: [...imageRequests(given)],
    files: files.slice(0, 100),
    environment: given.environment ?? null,
    namespace: given.namespace ?? null,
    labels: given.labels ?? {},
    policy: given.policy ?? null,
    subjects: [],
    attempt: 0,
    reason: null,
    verdictId: null,
    decision: null,
    input,
    resolved: null,
    matches: null,
    attached: null,
    missing: [],
    vendorSince: null,
    releases: 0,
    retries: 0,
  };
};
