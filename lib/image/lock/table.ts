import { bunLock } from './bun.ts';
import { cargoLock } from './cargo.ts';
import { composerLock } from './composer.ts';
import { conanLock } from './conan.ts';
import { pubspecLock } from './dart.ts';
import { denoLock } from './deno.ts';
import { mixLock, rebarLock } from './erlang.ts';
import { gemfileLock } from './gemfile.ts';
import { goMod } from './go.ts';
import { gradleLock, sbtLock } from './java.ts';
import type { LockFormat } from './lock-file.ts';
import { npmLock } from './npm.ts';
import { nugetLock, packagesConfig } from './nuget.ts';
import { pipfileLock } from './pipfile.ts';
import { pnpmLock } from './pnpm.ts';
import { pdmLock, poetryLock, pyLock, requirements } from './python.ts';
import { renvLock } from './r.ts';
import { podfileLock, swiftResolved } from './swift.ts';
import { uvLock } from './uv.ts';
import { yarnLock } from './yarn.ts';

/** A row a kind of lock file. */
export const lockFormats: readonly LockFormat[] = [
  npmLock,
  yarnLock,
  pnpmLock,
  bunLock,
  denoLock,
  composerLock,
  poetryLock,
  pipfileLock,
  uvLock,
  pdmLock,
  pyLock,
  requirements,
  cargoLock,
  goMod,
  gemfileLock,
  gradleLock,
  sbtLock,
  nugetLock,
  packagesConfig,
  conanLock,
  pubspecLock,
  mixLock,
  rebarLock,
  swiftResolved,
  podfileLock,
  renvLock,
];
