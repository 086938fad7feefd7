import { resolve } from 'node:path';
import { type BuildReport, buildAdvisories } from '../adapters/advisories/build.ts';
import { download, forgetDownload, isUrl } from '../adapters/advisories/download.ts';
import { readEpss, readKev } from '../adapters/advisories/overlay.ts';
import { type PullReport, pullAdvisories } from '../adapters/advisories/registry/pull.ts';
import { type Origin, writeOrigin } from '../adapters/advisories/sources.ts';
import { readVexFiles, type VexReport } from '../adapters/advisories/vex.ts';
import { createEgress } from '../adapters/egress/egress.ts';
import { AppError } from '../model/error.ts';
import { localArtifacts } from './local-images.ts';

/** What goes on: bytes of a file that is fetched, or records that were read. */
export type UpdateProgress = (label: string, done: number, total: number | null) => void;

export type Updated =
  | { readonly kind: 'built'; readonly report: BuildReport; readonly vex: VexReport }
  | { readonly kind: 'pulled'; readonly report: PullReport };

const loopback = ['localhost', '127.0.0.1', '::1'];

/** Fetches what is to be fetched, builds or pulls, and notes where it came from when that succeeded. */
export const updateAdvisories = async (folder: string, origin: Origin, tell: UpdateProgress): Promise<Updated> => {
  const updated = origin.kind === 'pull' ? await pull(folder, origin.reference, tell) : await build(folder, origin, tell);
  writeOrigin(folder, origin);
  return updated;
};

/** Paths as they are found from any folder: `update` may be run from another. */
export const originOfSources = (
  sources: readonly string[],
  more: { readonly kev?: string; readonly epss?: string; readonly vex?: readonly string[] },
): Origin => {
  const full = (source: string): string => (isUrl(source) ? source : resolve(source));
  const { kev, epss, vex = [] } = more;
  return {
    kind: 'import',
    sources: sources.map(full),
    kev: kev === undefined ? null : full(kev),
    epss: epss === undefined ? null : full(epss),
    vex: vex.map(full),
  };
};

const pull = async (folder: string, reference: string, tell: UpdateProgress): Promise<Updated> => ({
  kind: 'pulled',
  report: await pullAdvisories({
    artifacts: localArtifacts(reference),
    reference,
    folder,
    onProgress: (bytes, total) => tell(reference, bytes, total),
  }),
});

const build = async (folder: string, origin: Origin & { readonly kind: 'import' }, tell: UpdateProgress): Promise<Updated> => {
  // Whoever names an address wants it asked; plain http stays with this machine and with hosts that are named for it.
  const insecure = [...loopback, ...(process.env['PLIMSOLL_INSECURE_ADVISORIES'] ?? '').split(',').flatMap((each) => each.trim() || [])];
  const egress = createEgress({ purposes: { advisories: { allow: ['0.0.0.0/0', '::/0'], insecure } } });
  const fetched = new Map<string, string>();
  const local = async (source: string): Promise<string> => {
    if (!isUrl(source)) return source;
    const file = await download({ egress, url: source, folder, onProgress: (bytes, total) => tell(source, bytes, total) });
    fetched.set(file, source);
    return file;
  };
  const all = async (sources: readonly string[]): Promise<readonly string[]> => {
    const paths: string[] = [];
    for (const source of sources) paths.push(await local(source));
    return paths;
  };
  try {
    return await built(folder, origin, all, tell);
  } catch (error) {
    throw aboutAddress(error, fetched);
  }
};

/** Of what was fetched the address is known, and the copy is not used again: the server would call it unchanged for ever. */
const aboutAddress = (error: unknown, fetched: ReadonlyMap<string, string>): unknown => {
  if (!(error instanceof AppError)) return error;
  let message = error.publicMessage;
  for (const [file, url] of fetched) {
    if (!message.includes(file)) continue;
    message = message.replaceAll(file, () => url);
    forgetDownload(file);
  }
  return message === error.publicMessage ? error : new AppError(error.code, message, { cause: error, places: error.places });
};

type Fetch = (sources: readonly string[]) => Promise<readonly string[]>;

const built = async (folder: string, origin: Origin & { readonly kind: 'import' }, all: Fetch, tell: UpdateProgress): Promise<Updated> => {
  const sources = await all(origin.sources);
  const overlays = [
    ...(await all(origin.kev === null ? [] : [origin.kev])).flatMap(readKev),
    ...(await all(origin.epss === null ? [] : [origin.epss])).flatMap(readEpss),
  ];
  const vex = readVexFiles(await all(origin.vex));
  const report = await buildAdvisories({
    sources,
    folder,
    builtAt: new Date().toISOString(),
    overlays,
    vex: vex.statements,
    onRecord: (count) => tell('records', count, null),
  });
  return { kind: 'built', report, vex };
};
