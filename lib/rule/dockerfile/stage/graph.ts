import { shippedStages } from '../../../dockerfile/graph.ts';
import { imageName, longName } from '../../../model/image-name.ts';
import { outsideBases } from '../base/tag.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { runsOf } from '../package/call.ts';

export const stageUnused = dockerfileRule({
  id: 'df-stage-unused',
  title: 'Every stage is used by the last one',
  severity: 'info',
  severityReason: 'An unused stage is not built by default; it may be a target of its own, such as one for tests.',
  aliases: [],
  remediation: 'Remove the stage, or copy from it; keep it when it is a target.',
  reference: 'https://docs.docker.com/build/building/multi-stage/#differences-between-legacy-builder-and-buildkit',
  bad: 'FROM golang:1.22 AS build\nRUN go build -o /app\nFROM debian:12\nCOPY app /app\n',
  good: 'FROM golang:1.22 AS build\nFROM alpine:3.19 AS tools\nFROM debian:12 AS base-amd64\nFROM ubuntu:24.04 AS base-arm64\nFROM base-$TARGETARCH\nCOPY --from=build /app /app\nRUN --mount=type=bind,from=tools,target=/t true\n',
  *check(file) {
    const shipped = shippedStages(file);
    for (const { index, from, name } of file.stages) {
      if (!shipped.has(index)) yield problemAt(file, from, `nothing is taken from the stage ${name || index}`);
    }
  },
});

const buildTools = new Set(
  'build-essential gcc g++ make cmake autoconf automake libtool bison flex clang gdb git subversion mercurial build-base musl-dev gcc-c++ rpm-build python3-dev python-dev linux-headers'.split(
    ' ',
  ),
);

export const buildToolsShipped = dockerfileRule({
  id: 'df-build-tools',
  title: 'The last stage has no build tools',
  severity: 'low',
  severityReason: 'Compilers and their libraries make the image larger and help whoever breaks in.',
  aliases: [],
  remediation: 'Build in a stage of its own and copy the result; or remove the tools in the step that installed them.',
  reference: 'https://docs.docker.com/build/building/multi-stage/',
  bad: 'FROM debian:12\nRUN apt-get update && apt-get install -y build-essential\n',
  good: 'FROM debian:12 AS build\nRUN apt-get install -y gcc\nFROM debian:12\nRUN apt-get install -y gcc && make && apt-get purge -y gcc && apk add --virtual .b gcc && apk del .b\n',
  *check(file) {
    const last = file.stages.at(-1)?.index;
    for (const { instruction, calls } of runsOf(file)) {
      if (instruction.stage !== last || calls.some(({ verb }) => /^(?:purge|remove|autoremove|del|erase)$/.test(verb))) continue;
      for (const { verb, packages, command } of calls) {
        const tool = /^(?:install|add|in)$/.test(verb)
          ? packages.find(({ value }) => buildTools.has(value.split(/[=~]/)[0] ?? ''))
          : undefined;
        if (tool) yield problemAt(file, command, `${tool.value} stays in the image`);
      }
    }
  },
});

/** A smaller image of the same family that its publisher offers. Source: the official images' own descriptions. */
const smaller: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^(?:library\/)?debian$/, /slim/, '-slim'],
  [/^(?:library\/)?(?:node|python|ruby|openjdk|php|perl|rust)$/, /slim|alpine|distroless|nanoserver/, '-slim or -alpine'],
  [/^(?:library\/)?(?:golang|haproxy|nginx|httpd|redis|postgres|memcached|rabbitmq|traefik|caddy)$/, /alpine|slim|nanoserver/, '-alpine'],
  [/^(?:library\/)?eclipse-temurin$/, /jre|alpine/, '-jre or -jre-alpine'],
];

export const baseSmaller = dockerfileRule({
  id: 'df-base-smaller',
  title: 'The last stage stands on a small base',
  severity: 'info',
  severityReason: 'Every package of the base has to be patched; most programs need few of them.',
  aliases: [],
  remediation: 'Take the smaller variant of the same image, or a distroless one.',
  reference: 'https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image',
  bad: 'FROM node:20\n',
  good: 'FROM node:20 AS build\nFROM node:20-slim\nCOPY --from=build /app /app\n',
  *check(file) {
    for (const { stage, base } of outsideBases(file)) {
      if (!stage.final) continue;
      const name = imageName(base);
      if (longName(name).registry !== 'docker.io') continue;
      const { path, tag } = name;
      const found = smaller.find(([big, small]) => big.test(path) && !small.test(tag));
      if (found) yield problemAt(file, stage.image, `${path} has smaller variants: ${found[2]}`);
    }
  },
});
