/** What an archive says of itself; each part may be missing. */
export type JavaName = { readonly group?: string; readonly artifact?: string; readonly version?: string };

/** `title` is for people; `vendorId` and `symbolic` name a group or a bundle of OSGi. */
export type Manifest = Pick<JavaName, 'artifact' | 'version'> & {
  readonly title?: string;
  readonly vendorId?: string;
  readonly symbolic?: string;
};

/** Written by Maven into what it builds. Source: Maven Archiver, `addMavenDescriptor`. */
export const readPomProperties = (text: string): Required<JavaName> | undefined => {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^(groupId|artifactId|version)\s*[=:]\s*(.*)$/.exec(line.trim());
    if (match?.[1]) values.set(match[1], match[2] ?? '');
  }
  const [group, artifact, version] = [values.get('groupId'), values.get('artifactId'), values.get('version')];
  return group && artifact && version && !`${group}${artifact}${version}`.includes('${') ? { group, artifact, version } : undefined;
};

/** The main section. Source: JAR File Specification: a line that starts with a space continues the one before. */
export const readManifest = (text: string): Manifest => {
  const values = new Map<string, string>();
  const [main = ''] = text.replace(/\r\n?/g, '\n').replace(/\n /g, '').split('\n\n', 1);
  for (const line of main.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) values.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const first = (...keys: readonly string[]): string | undefined => keys.map((key) => values.get(key)).find(Boolean);
  const symbolic = values.get('bundle-symbolicname')?.split(';')[0]?.trim();
  const vendorId = first('implementation-vendor-id');
  const title = first('implementation-title');
  const artifact = first('implementation-title', 'bundle-name', 'specification-title');
  const version = first('implementation-version', 'bundle-version', 'specification-version');
  return {
    ...(title ? { title } : {}),
    ...(vendorId && isName(vendorId) ? { vendorId } : {}),
    ...(symbolic && isName(symbolic) ? { symbolic } : {}),
    ...(artifact && isName(artifact) ? { artifact } : {}),
    ...(version ? { version: version.split(/\s/)[0] ?? version } : {}),
  };
};

const isName = (text: string): boolean => /^[\w.-]{1,200}$/.test(text);

/** Of a file's name, in every file system. An entry of an archive may have 65,535, which are no name and take seconds to be read as one. */
const longestName = 255;

/**
 * `commons-io-2.11.0.jar`: the version starts at the first dash before a digit, or where the manifest's version does, as names may hold numbers:
 * `opentelemetry-guava-10.0-1.32.0.jar`. In `kafka_2.13-3.4.0.jar` the version of Scala is the name's.
 */
export const fileNameOf = (path: string, version?: string): JavaName => {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '');
  if (version && name.endsWith(`-${version}`)) return { artifact: name.slice(0, -version.length - 1), version };
  if (name.length > longestName) return { artifact: name };
  const match = /^(.+?_(?:2\.1\d|3))-(\d[\w.+-]*)$/.exec(name) ?? /^(.+?)[-_]v?(\d[\w.+-]*)$/.exec(name);
  return match?.[1] && match[2] ? { artifact: match[1], version: match[2] } : { artifact: name };
};
