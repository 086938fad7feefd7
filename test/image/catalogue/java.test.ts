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
const classes = (...names: readonly string[]) => names.map((name) => ({ name: `${name}.class`, data: Buffer.alloc(0) }));
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
    ['by manifest alone', 'lib/slf4j.jar', [manifest(bridge)], ['jul.to:slf4j 1.7.30 lib/slf4j.jar']],
    ['by name alone', 'lib/commons-io-2.11.0.jar', [], ['commons-io:commons-io 2.11.0 lib/commons-io-2.11.0.jar']],
    [
      'with archives in it',
      'app.war',
      [{ name: 'WEB-INF/lib/a-1.jar', data: zipOf([pom('g', 'a', '1')]) }],
      ['g:a 1 app.war!/WEB-INF/lib/a-1.jar'],
    ],
    [
      'with the group that its builder left out',
      'app.jar',
      [{ name: 'BOOT-INF/lib/spring-core-5.3.17.jar', data: zipOf(classes('org/springframework/core/Ordered')) }],
      ['org.springframework:spring-core 5.3.17 app.jar!/BOOT-INF/lib/spring-core-5.3.17.jar'],
    ],
    [
      'without classes, by the name',
      'spring-boot-starter-web-2.6.5.jar',
      [],
      ['org.springframework.boot:spring-boot-starter-web 2.6.5 spring-boot-starter-web-2.6.5.jar'],
    ],
    [
      'as what it is where the name is another’s',
      'spring-core-1.jar',
      classes('com/acme/core/A', 'com/acme/B'),
      ['com.acme:spring-core 1 spring-core-1.jar'],
    ],
    ['by the group of its version', 'groovy-4.0.1.jar', classes('groovy/lang/Script'), ['org.apache.groovy:groovy 4.0.1 groovy-4.0.1.jar']],
    [
      'by the group of its older version',
      'groovy-3.0.25.jar',
      classes('groovy/lang/Script'),
      ['org.codehaus.groovy:groovy 3.0.25 groovy-3.0.25.jar'],
    ],
    ['by a bundle that is its group', 'x2-1.jar', [manifest('Bundle-SymbolicName: com.x2tools\n')], ['com.x2tools:x2 1 x2-1.jar']],
    [
      'by classes below its own name',
      'lucene-misc-9.jar',
      classes('org/other/misc/A', 'org/other/misc/b/B'),
      ['org.other:lucene-misc 9 lucene-misc-9.jar'],
    ],
    [
      'with the version of Scala',
      'kafka_2.13-3.4.0.jar',
      classes('kafka/Kafka'),
      ['org.apache.kafka:kafka_2.13 3.4.0 kafka_2.13-3.4.0.jar'],
    ],
    ['with a number in the name', 'x-10.0-1.32.0.jar', [manifest('Implementation-Version: 1.32.0\n')], ['x-10.0 1.32.0 x-10.0-1.32.0.jar']],
    [
      'as the repository calls a bundle of Tomcat',
      'lib/el-api.jar',
      [manifest('Bundle-SymbolicName: org.apache.tomcat-el-api\nBundle-Version: 9.0.89\n'), ...classes('javax/el/ELContext')],
      ['org.apache.tomcat:tomcat-el-api 9.0.89 lib/el-api.jar'],
    ],
    [
      'as the repository calls what Tomcat has in its own folder',
      'lib/catalina.jar',
      [manifest('Implementation-Title: Apache Tomcat\nImplementation-Version: 9.0.50\n'), ...classes('org/apache/catalina/Server')],
      ['org.apache.tomcat:tomcat-catalina 9.0.50 lib/catalina.jar'],
    ],
    [
      'with an own group among Apache’s commons',
      'commons-io-2.6.jar',
      classes('org/apache/commons/io/A'),
      ['commons-io:commons-io 2.6 commons-io-2.6.jar'],
    ],
    [
      'with the shared group of Apache’s commons',
      'commons-text-1.9.jar',
      classes('org/apache/commons/text/A'),
      ['org.apache.commons:commons-text 1.9 commons-text-1.9.jar'],
    ],
    [
      'whatever its members are called',
      'y-1.jar',
      classes('a b/c', '../..', '__proto__/constructor/x'),
      ['__proto__.constructor:y 1 y-1.jar'],
    ],
  ])('are named %s', async (_, path, members, expected) => {
    expect(await packagesOf(path, members)).toEqual(expected);
  });

  it('are read at once, however long the names and values in them are', async () => {
    const long = ['-1'.repeat(32_000), '_3-1'.repeat(16_000), '/META-INF/maven/'.repeat(4_000)];
    const members = Array.from({ length: 12 }, (_, index) => ({ name: `${index}${long[index % 3]}!.jar`, data: zipOf([]) }));
    const folders = Array.from({ length: 12 }, (_, index) => ({ name: `${index}${long[2]}.properties`, data: Buffer.alloc(0) }));
    const properties = {
      name: 'META-INF/maven/g/a/pom.properties',
      data: Buffer.from(`groupId=g\nartifactId=a${' '.repeat(200_000)}b\nversion=1`),
    };
    expect(await packagesOf('x.jar', [...members, ...folders, properties])).toEqual([expect.stringMatching(/^g:a {200000}b 1 x\.jar$/)]);
  });
});
