import { AppError, type ErrorCode } from '../../model/error.ts';
import type { ImageSignature, ImageSignatures } from '../../model/signature.ts';
import type { Referrer, ReferrerContent } from '../../ports/image-source.ts';
import { annotationOf } from '../attached/annotated.ts';
import { plainSignature } from './ask.ts';
import { type Looked, readSignature } from './read.ts';

/** Bounds for what whoever may push may attach: artifacts and contents asked for, each by a request, signatures kept, and bytes of what they are over. */
const mostArtifacts = 50;
const mostContents = 200;
const mostSignatures = 100;
const mostBytes = 4 * 1024 * 1024;
const mostRead = 64 * 1024 * 1024;
const mostNotes = 10;

/** cosign 2.6 lists its bundles as `empty` where a registry has no call for referrers, as what their configuration is. */
const maybe = /^$|oci\.empty|sigstore\.bundle|dsse|in-toto/;

/** What can hold nothing but statements that somebody must have asked for. */
const statements = /dsse|in-toto/;

/** Best first: what is kept for signatures alone, what says that it is one, what may be one. Absent: none. */
const rankOf = ({ artifactType, annotations }: Referrer, asksStatements: boolean): number | undefined => {
  if (/simplesigning|cosign\.artifact\.sig/.test(artifactType)) return 0;
  if (!maybe.test(artifactType) || (!asksStatements && statements.test(artifactType))) return undefined;
  return annotationOf(annotations, 'dev.sigstore.bundle.predicateType')?.includes('cosign/sign') ? 1 : 2;
};

/** What the home or the registry keeps from being seen, rather than whoever pushed it. */
const silent: ReadonlySet<ErrorCode> = new Set([
  'registry-unavailable',
  'registry-rate-limited',
  'registry-unauthorized',
  'egress-refused',
  'timed-out',
  'unavailable',
]);

/** Nothing could be seen. What the one who pushed is to blame for is no excuse: it counts as if it were not there. */
export const unseenSignatures = (
  { digests, types }: Omit<Looked, 'root'>,
  error: { readonly code?: ErrorCode; readonly message: string },
): ImageSignatures => {
  const isSilent = error.code === undefined || silent.has(error.code);
  return { digests, types, found: [], unreadable: isSilent ? [] : [error.message], unread: isSilent ? error.message : null };
};

type Reader = (artifact: Referrer) => Promise<readonly ReferrerContent[]>;

/** The signatures among what is attached. `read` throws as `ImageSource` does. */
export const collectSignatures = async (listed: readonly Referrer[], read: Reader, looked: Looked): Promise<ImageSignatures> => {
  const { digests, types } = looked;
  const asksStatements = types.some((type) => type !== plainSignature);
  const ranked = listed.flatMap((artifact) => {
    const rank = rankOf(artifact, asksStatements);
    return rank === undefined ? [] : [{ artifact, rank }];
  });
  const artifacts = ranked.sort((a, b) => a.rank - b.rank).map(({ artifact }) => artifact);
  const kept: Kept = { found: [], notes: [], bytes: 0, read: 0, contents: 0, left: 0, unread: null, signatures: 0 };
  for (const artifact of artifacts.slice(0, mostArtifacts)) await keepOf(artifact, read, looked, kept);
  const left = kept.left + Math.max(0, artifacts.length - mostArtifacts);
  const more = left > 0 ? [`${left} more that are attached were not read`] : [];
  return { digests, types, found: kept.found, unreadable: [...kept.notes, ...more], unread: kept.unread };
};

type Kept = {
  readonly found: ImageSignature[];
  readonly notes: string[];
  bytes: number;
  read: number;
  contents: number;
  left: number;
  signatures: number;
  unread: string | null;
};

const keepOf = async (artifact: Referrer, read: Reader, looked: Looked, kept: Kept): Promise<void> => {
  const note = (why: string): void => {
    if (kept.notes.length < mostNotes) kept.notes.push(`${artifact.digest.slice(0, 19)}: ${why}`);
    else kept.left += 1;
  };
  if (kept.read > mostRead || kept.contents >= mostContents || kept.signatures >= mostSignatures) {
    kept.left += 1;
    return;
  }
  try {
    for (const content of await read(artifact)) {
      kept.read += content.bytes.length;
      kept.contents += 1;
      if (kept.signatures >= mostSignatures || kept.bytes + content.bytes.length > mostBytes) {
        kept.left += 1;
        continue;
      }
      const reading = readSignature(content, looked);
      if (reading.kind === 'unreadable') note(reading.why);
      if (reading.kind !== 'signature') continue;
      kept.bytes += content.bytes.length;
      // Each is tried with each key of a policy, and a statement may have several.
      kept.signatures += Math.max(1, reading.signature.signatures.length);
      kept.found.push({ artifact: artifact.digest, ...reading.signature });
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    if (silent.has(error.code)) kept.unread = error.publicMessage;
    else note(error.publicMessage);
  }
};
