import type { DockerfileFile, Flag, Stage } from '../../../dockerfile/file.ts';
import { imageName } from '../../../model/image-name.ts';
import type { Statement } from '../../rule.ts';
import { dockerfileRule, problemAt, textPatch } from '../define.ts';
import { outsideBases } from './tag.ts';

const platformFlag = ({ from }: Stage): Flag | undefined => from.flags.find(({ name }) => name === 'platform');

/** Takes the flag and the space behind it away. */
const withoutFlag = (file: DockerfileFile, flag: Flag, safe: boolean) => {
  const end = file.text[flag.end] === ' ' ? flag.end + 1 : flag.end;
  return textPatch(file, [{ start: flag.start, end, text: '' }], safe);
};

const namesPlatform = ({ name }: Stage, platform: string): boolean => {
  const parts = platform.split('/').filter(Boolean);
  return parts.some((part) =>
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .includes(part.toLowerCase()),
  );
};

export const platformConstant = dockerfileRule({
  id: 'df-platform-flag',
  title: 'FROM does not fix the platform',
  severity: 'low',
  severityReason: 'A fixed platform makes the image of every other platform wrong, or slow by emulation.',
  aliases: ['DL3029', 'FromPlatformFlagConstDisallowed'],
  remediation: 'Remove `--platform`, or use `$BUILDPLATFORM` for a stage that cross-compiles.',
  reference: 'https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/',
  bad: 'FROM --platform=linux/amd64 debian:12\n',
  good: 'FROM --platform=$BUILDPLATFORM golang:1.22 AS build\nFROM --platform=linux/arm64 debian:12 AS app-arm64\n',
  *check(file) {
    for (const stage of file.stages) {
      const flag = platformFlag(stage);
      // A stage that is named after its platform is one of several on purpose. Source: BuildKit's check.
      if (!flag || flag.value === '' || flag.value.includes('$') || namesPlatform(stage, flag.value)) continue;
      yield problemAt(file, flag, `FROM is fixed to the platform ${flag.value}`, { patch: withoutFlag(file, flag, false) });
    }
  },
});

export const platformRedundant = dockerfileRule({
  id: 'df-platform-redundant',
  title: '--platform does not repeat the default',
  severity: 'info',
  severityReason: 'The target platform is what FROM takes anyway.',
  aliases: ['DL3065', 'RedundantTargetPlatform'],
  remediation: 'Remove `--platform=$TARGETPLATFORM`.',
  reference: 'https://docs.docker.com/reference/build-checks/redundant-target-platform/',
  bad: 'FROM --platform=$TARGETPLATFORM debian:12\n',
  good: 'FROM --platform=$BUILDPLATFORM debian:12\n',
  *check(file) {
    for (const stage of file.stages) {
      const flag = platformFlag(stage);
      if (flag && /^\$(?:TARGETPLATFORM|\{TARGETPLATFORM\})$/.test(flag.value)) {
        yield problemAt(file, flag, 'the target platform is the default', { patch: withoutFlag(file, flag, true) });
      }
    }
  },
});

// Source: docker-library, official-images: one namespace an architecture.
const architectureNamespaces: { readonly [namespace: string]: string } = {
  amd64: 'amd64',
  i386: '386',
  arm32v5: 'arm',
  arm32v6: 'arm',
  arm32v7: 'arm',
  arm64v8: 'arm64',
  mips64le: 'mips64le',
  ppc64le: 'ppc64le',
  riscv64: 'riscv64',
  s390x: 's390x',
};

export const platformMismatch = dockerfileRule({
  id: 'df-platform-mismatch',
  title: 'The base image fits the platform',
  severity: 'medium',
  severityReason: 'An image of another architecture does not start, or only by slow emulation.',
  aliases: ['InvalidBaseImagePlatform'],
  remediation: 'Name a base that exists for the platform, or take the multi-platform repository without the architecture in its name.',
  reference: 'https://docs.docker.com/reference/build-checks/invalid-base-image-platform/',
  bad: 'FROM --platform=linux/amd64 arm64v8/debian:12\n',
  good: 'FROM --platform=linux/arm64/v8 arm64v8/debian:12\nFROM --platform=$TARGETPLATFORM arm64v8/debian:12\n',
  *check(file, { change }): Iterable<Statement> {
    for (const { stage, base } of outsideBases(file)) {
      const flag = platformFlag(stage);
      const [os = '', architecture = ''] = (flag?.value ?? '').split('/');
      if (!flag || architecture === '' || flag.value.includes('$')) continue;
      const namespace = imageName(base).path.split('/')[0] ?? '';
      const named = Object.hasOwn(architectureNamespaces, namespace) ? architectureNamespaces[namespace] : undefined;
      if (named !== undefined && named !== architecture)
        yield problemAt(file, stage.image, `${base} is built for ${named}, not for ${architecture}`);
      for (const { evidence } of change.images) {
        const { ref, platform } = evidence.subject;
        if (ref !== base || (platform.os === os && platform.architecture === architecture)) continue;
        yield problemAt(file, stage.image, `${base} is built for ${platform.os}/${platform.architecture}, not for ${os}/${architecture}`);
      }
    }
  },
});
