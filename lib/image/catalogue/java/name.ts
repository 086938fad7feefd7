/** What an archive says of itself; each part may be missing. */
export type JavaName = { readonly group?: string; readonly artifact?: string; readonly version?: string };

/** Written by Maven into what it builds. Source: Maven Archiver, `addMavenDescriptor`. */
export const readPomProperties = (text: string): Required<JavaName> | undefined => {
  const values = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(groupId|artifactId|version)\s*[=:]\s*(.*?)\s*$/.exec(line);
    if (match?.[1]) values.set(match[1], match[2] ?? '');
  }
  const [group, artifact, version] = [values.get('groupId'), values.get('artifactId'), values.get('version')];
  return group && artifact && version && !`${group}${artifact}${version}`.includes('${') ? { group, artifact, version } : undefined;
};

/** The main section. Source: JAR File Specification: a line that starts with a space continues the one before. */
export const readManifest = (text: string): JavaName => {
  const values = new Map<string, string>();
  const [main = ''] = text.replace(/\r\n?/g, '\n').replace(/\n /g, '').split('\n\n', 1);
  for (const line of main.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) values.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const first = (...keys: readonly string[]): string | undefined => keys.map((key) => values.get(key)).find(Boolean);
  const symbolic = values.get('bundle-symbolicname')?.split(';')[0]?.trim();
  const group = first('implementation-vendor-id') ?? groupOf(symbolic);
  const artifact = first('implementation-title', 'bundle-name', 'specification-title');
  const version = first('implementation-version', 'bundle-version', 'specification-version');
  return {
    ...(group && /^[\w.-]+$/.test(group) ? { group } : {}),
    ...(artifact && /^[\w.-]+$/.test(artifact) ? { artifact } : {}),
    ...(version ? { version: version.split(/\s/)[0] ?? version } : {}),
  };
};

/** `org.slf4j.api` names a bundle whose group is most often all but its last part. */
const groupOf = (symbolic: string | undefined): string | undefined => {
  const dot = symbolic?.lastIndexOf('.') ?? -1;
  return dot > 0 ? symbolic?.slice(0, dot) : undefined;
};

/** `commons-io-2.11.0.jar`: the version starts at the first dash before a digit. */
export const fileNameOf = (path: string): JavaName => {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.[a-z]+$/i, '');
  const match = /^(.+?)[-_]v?(\d[\w.+-]*)$/.exec(name);
  return match?.[1] && match[2] ? { artifact: match[1], version: match[2] } : { artifact: name };
};
