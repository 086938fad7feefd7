import type { Package } from '../../model/image.ts';
import type { FindDetail } from '../layer/find.ts';
import { type Cataloguer, megabyte } from './cataloguer.ts';
import { tomcatArtifacts } from './java/group.table.ts';
import { groupOf } from './java/group.ts';
import { fileNameOf, type JavaName, type Manifest, readManifest, readPomProperties } from './java/name.ts';
import { purl } from './purl.ts';
import { readZip, type ZipEntry } from './zip.ts';

const extensions = ['.jar', '.war', '.ear', '.par', '.sar', '.nar', '.jpi', '.hpi', '.kar', '.lpkg'];
const archive = /\.(jar|war|ear|par|sar|nar|jpi|hpi|kar|lpkg)$/i;

const maxDepth = 6;
const maxEntries = 200_000;
const maxPackages = 10_000;
const maxMetadata = 2 * megabyte;
/** What one file may unpack to with everything nested in it: a bomb ends here. */
const maxUnpacked = 256 * megabyte;

type Budget = { left: number };

/** Archives of Java with those inside them. A shaded one carries the properties of each artifact in it, and all of them count. */
export const java: Cataloguer = {
  name: 'java',
  on: { extensions },
  wants: () => true,
  maxBytes: 128 * megabyte,
  *read({ path, content }) {
    yield* readArchive(content, path, 0, { left: maxUnpacked });
  },
};

function* readArchive(content: Buffer, path: string, depth: number, budget: Budget): Generator<FindDetail> {
  const found: JavaName[] = [];
  let manifest: Manifest | undefined;
  const packages = new Set<string>();
  const nested: ZipEntry[] = [];
  for (const entry of readZip(content, maxEntries)) {
    if (isProperties(entry.name)) {
      const name = readPomProperties(take(entry, budget));
      if (name) found.push(name);
    } else if (entry.name.toUpperCase() === 'META-INF/MANIFEST.MF') manifest = readManifest(take(entry, budget));
    else if (entry.name.endsWith('.class')) addPackage(packages, entry.name);
    else if (archive.test(entry.name)) nested.push(entry);
  }
  const own = fileNameOf(path, manifest?.version);
  // An archive under a name of the user's choosing still carries the manifest of the artifact that it is, or was made of.
  const isNamed = found.some(
    ({ artifact, version }) =>
      artifact === own.artifact ||
      (version === own.version && own.artifact?.endsWith(artifact ?? '')) ||
      (artifact === manifest?.artifact && version === manifest?.version),
  );
  const best = isNamed ? undefined : mainName({ manifest, own, found, packages });
  for (const name of found) yield* packageOf(name, path, 'exact');
  if (best) yield* packageOf(best, path, 'inferred');
  for (const entry of nested) yield* readNested(entry, path, depth, budget);
}

/** Of Maven, at the archive's top; or anywhere below a folder, as a web archive or Spring Boot has them. */
const isProperties = (name: string): boolean => {
  if (!name.endsWith('/pom.properties')) return false;
  if (/^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/.test(name)) return true;
  const folder = name.indexOf('/META-INF/maven/');
  return folder >= 0 && folder + '/META-INF/maven/'.length + '/pom.properties'.length <= name.length;
};

function* readNested(entry: ZipEntry, path: string, depth: number, budget: Budget): Generator<FindDetail> {
  const place = `${path}!/${entry.name}`;
  if (depth >= maxDepth) {
    yield { kind: 'problem', code: 'archive-too-deep', message: `archives are opened ${maxDepth} deep`, place };
    return;
  }
  const content = entry.read(budget.left);
  if (!content) {
    yield { kind: 'problem', code: 'archive-unread', message: 'a nested archive is damaged, encrypted or too large', place };
    return;
  }
  budget.left -= content.length;
  yield* readArchive(content, place, depth + 1, budget);
}

const take = (entry: ZipEntry, budget: Budget): string => {
  const content = entry.read(Math.min(maxMetadata, budget.left));
  budget.left -= content?.length ?? 0;
  return content?.toString('utf8') ?? '';
};

/** A class's package by dots. Copies for newer versions of Java, and a web archive's own, are where the format puts them. */
const addPackage = (packages: Set<string>, name: string): void => {
  const folder = name
    .slice(0, Math.max(0, name.lastIndexOf('/')))
    .replace(/^(META-INF\/versions\/\d+|WEB-INF\/classes|BOOT-INF\/classes)\/?/, '');
  if (/^[\w$/-]{1,300}$/.test(folder) && !folder.startsWith('META-INF') && packages.size < maxPackages)
    packages.add(folder.replaceAll('/', '.'));
};

type Seen = {
  readonly manifest: Manifest | undefined;
  readonly own: JavaName;
  readonly found: readonly JavaName[];
  readonly packages: ReadonlySet<string>;
};

/** An archive without properties of its own: by its file's name, with its manifest where that says less. */
const mainName = ({ manifest, own, found, packages }: Seen): JavaName | undefined => {
  const named = own.artifact ?? manifest?.artifact;
  const artifact = named && manifest ? tomcatName(named, manifest) : named;
  const version = own.version ?? manifest?.version;
  if (!artifact || !version || found.some((name) => name.artifact === artifact)) return undefined;
  const group = groupOf(artifact, version, { packages, ...manifest });
  return { artifact, version, ...(group ? { group } : {}) };
};

/** Tomcat's own folder has names that the repository has not; newer ones say the repository's in their bundle: `org.apache.tomcat-el-api`. */
const tomcatName = (named: string, { title, symbolic }: Manifest): string =>
  /^org\.apache\.(tomcat-[\w-]+)$/.exec(symbolic ?? '')?.[1] ?? (title === 'Apache Tomcat' ? (tomcatArtifacts.get(named) ?? named) : named);

function* packageOf({ group, artifact, version }: JavaName, path: string, confidence: Package['confidence']): Generator<FindDetail> {
  if (!artifact || !version) return;
  yield {
    kind: 'package',
    package: {
      type: 'maven',
      name: group ? `${group}:${artifact}` : artifact,
      version,
      purl: purl({ type: 'maven', ...(group ? { namespace: group } : {}), name: artifact, version }),
      path,
      confidence,
    },
  };
}
