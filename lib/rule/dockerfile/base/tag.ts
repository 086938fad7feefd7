import type { DockerfileFile, Stage } from '../../../dockerfile/file.ts';
import { imageName } from '../../../model/image-name.ts';
import { dockerfileRule, problemAt } from '../define.ts';

/** Stages that stand on an image from outside whose name is known. */
export const outsideBases = (file: DockerfileFile): { stage: Stage; base: string }[] =>
  file.stages.flatMap((stage) => {
    const { base } = stage;
    return base === null || stage.baseStage !== null || base.toLowerCase() === 'scratch' ? [] : [{ stage, base }];
  });

export const baseTag = dockerfileRule({
  id: 'df-base-tag',
  title: 'The base image names a tag or a digest',
  severity: 'medium',
  severityReason: 'Without a tag the registry serves whatever is latest on the day, so two builds of one commit differ.',
  aliases: ['DL3006', 'DS-0001', 'CKV_DOCKER_7'],
  remediation: 'Name the version that was tested, such as `FROM debian:12-slim`, or better its digest.',
  reference: 'https://docs.docker.com/reference/dockerfile/#from',
  bad: 'FROM debian\n',
  good: 'FROM debian:12-slim\n',
  *check(file) {
    for (const { stage, base } of outsideBases(file)) {
      const { tag, digest } = imageName(base);
      if (tag !== '' || digest !== '' || base.endsWith(':')) continue;
      yield problemAt(file, stage.image, `the base image ${base} has neither tag nor digest`);
    }
  },
});

export const baseLatest = dockerfileRule({
  id: 'df-base-latest',
  title: 'The base image does not use the tag latest',
  severity: 'medium',
  severityReason: 'The tag latest moves, so a rebuild can bring in another major version without any change in the file.',
  aliases: ['DL3007', 'DS-0001', 'CKV_DOCKER_7', 'DKL-DI-0006'],
  remediation: 'Name the version that was tested in place of `latest`.',
  reference: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  bad: 'FROM debian:latest\n',
  good: 'FROM debian:latest@sha256:5b8b2b9dd4b8f0fb6b6b6cf2a6a54e9a8f5a1e3a2f3b4c5d6e7f8091a2b3c4d5\n',
  *check(file) {
    for (const { stage, base } of outsideBases(file)) {
      const { tag, digest } = imageName(base);
      if (tag === 'latest' && digest === '') yield problemAt(file, stage.image, `the base image ${base} uses the moving tag latest`);
    }
  },
});

export const baseDigest = dockerfileRule({
  id: 'df-base-digest',
  title: 'The base image is pinned to a digest',
  severity: 'low',
  severityReason:
    'A tag can be moved by whoever owns the repository; a digest names exactly one image. Most teams let an update tool do this.',
  aliases: ['scorecard-pinned-dependencies'],
  remediation:
    'Add the digest behind the tag: `FROM debian:12-slim@sha256:…`, and let a dependency bot raise it. `plimsoll fix --pin` asks the registry for it.',
  reference: 'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
  bad: 'FROM debian:12-slim\n',
  good: 'FROM debian:12-slim@sha256:5b8b2b9dd4b8f0fb6b6b6cf2a6a54e9a8f5a1e3a2f3b4c5d6e7f8091a2b3c4d5\nFROM scratch\n',
  *check(file) {
    for (const { stage, base } of outsideBases(file)) {
      if (imageName(base).digest !== '') continue;
      yield problemAt(file, stage.image, `the base image ${base} is not pinned to a digest`);
    }
  },
});
