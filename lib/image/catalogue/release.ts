import { type Cataloguer, megabyte } from './cataloguer.ts';
import { programPackage } from './program/versions.ts';

const maxBytes = megabyte;

/** A Java runtime by the `release` file in its root. Source: JEP 223 and the `release` file of OpenJDK builds. */
export const javaRuntime: Cataloguer = {
  name: 'java-runtime',
  on: { names: ['release'] },
  wants: () => true,
  maxBytes,
  *read({ path, content }) {
    const text = content.toString('utf8');
    const version =
      /^JAVA_RUNTIME_VERSION="?(\d[\w.+-]{0,60})"?$/m.exec(text)?.[1] ?? /^JAVA_VERSION="?(\d[\w.+-]{0,60})"?$/m.exec(text)?.[1];
    if (version && /^(JAVA_VERSION|OS_ARCH)=/m.test(text)) yield { kind: 'package', package: programPackage('openjdk', version, path) };
  },
};

/** A Go toolchain by the VERSION file in its root. */
export const goToolchain: Cataloguer = {
  name: 'go-toolchain',
  on: { names: ['VERSION'] },
  wants: () => true,
  maxBytes,
  *read({ path, content }) {
    const version = /^go(\d+\.\d+(?:\.\d+)?(?:(?:rc|beta)\d+)?)(?:\r?\n|$)/.exec(content.toString('latin1', 0, 64))?.[1];
    if (version) yield { kind: 'package', package: programPackage('go', version, path) };
  },
};
