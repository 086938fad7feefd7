import { describe, expect, it } from 'vitest';
import { inspectImage } from '../../../lib/image/inspect.ts';
import { zipOf } from '../../adapters/advisories/zip-file.ts';
import { file, imageOfLayers } from '../build.ts';

const manifest = (lines: string): { readonly name: string; readonly data: Buffer } => ({
  name: 'META-INF/MANIFEST.MF',
  data: Buffer.from(`Manifest-Version: 1.0\n${lines}`),
});
const pom = (group: string, artifact: string, version: string) => ({
  name: `META-INF/maven/${group}/${artifact}/pom.properties`,
  data: Buffer.from(`version=${version}\ngroupId=${group}\nartifactId=${artifact}\n`),
});
const bridge = 'Bundle-Version: 1.7.30\nBundle-SymbolicName: jul.to.slf4j\nBundle-Name: jul-to-slf4j\n';

const packagesOf = async (path: string, members: Parameters<typeof zipOf>[0]): Promise<readonly string[]> =>
  (await inspectImage(imageOfLayers([[file(path, zipOf(members))]]))).packages.map(
    ({ name, version, path: place }) => `${name} ${version} ${place}`,
  );

describe('Java archives', () => {
  it.each<[string, string, Parameters<typeof zipOf>[0], string[]]>([
    [
      'by its properties',
      'app/guava-30.1-jre.jar',
      [pom('com.google.guava', 'guava', '30.1-jre')],
      ['com.google.guava:guava 30.1-jre app/guava-30.1-jre.jar'],
    ],
    [
      'under another name, by the manifest of what it is',
      'uber.jar',
      [manifest(bridge), pom('org.slf4j', 'jul-to-slf4j', '1.7.30')],
      ['org.slf4j:jul-to-slf4j 1.7.30 uber.jar'],
    ],
    [
      'with what was shaded into it',
      'app-2.0.jar',
      [manifest('Implementation-Title: app\nImplementation-Version: 2.0\n'), pom('org.slf4j', 'jul-to-slf4j', '1.7.30')],
      ['org.slf4j:jul-to-slf4j 1.7.30 app-2.0.jar', 'app 2.0 app-2.0.jar'],
    ],
    ['by manifest alone', 'lib/x.jar', [manifest(bridge)], ['jul.to:x 1.7.30 lib/x.jar']],
    ['by name alone', 'lib/commons-io-2.11.0.jar', [], ['commons-io 2.11.0 lib/commons-io-2.11.0.jar']],
    [
      'with archives in it',
      'app.war',
      [{ name: 'WEB-INF/lib/a-1.jar', data: zipOf([pom('g', 'a', '1')]) }],
      ['g:a 1 app.war!/WEB-INF/lib/a-1.jar'],
    ],
  ])('are named %s', async (_, path, members, expected) => {
    expect(await packagesOf(path, members)).toEqual(expected);
  });
});
