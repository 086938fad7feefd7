import type { DockerfileFile } from '../../../dockerfile/file.ts';
import { scriptOf } from '../../../dockerfile/shell/script.ts';
import { dockerfileRule, problemAt } from '../define.ts';
import { runsOf } from '../package/call.ts';
import { chainOf, finalStage, lastInChain } from './chain.ts';

/** Images without a shell. Source: their publishers' descriptions. */
const withoutShell = /^(?:scratch$|gcr\.io\/distroless\/(?!.*:(?:[\w.-]*-)?debug)|cgr\.dev\/chainguard\/static)/i;
/** Bases that have neither tool unless it is installed; Alpine's busybox has wget. */
const withoutTools: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/^(?:docker\.io\/)?(?:library\/)?(?:debian|ubuntu)(?:[:@]|$)/, new Set(['curl', 'wget'])],
  [/^(?:docker\.io\/)?(?:library\/)?(?:alpine)(?:[:@]|$)/, new Set(['curl'])],
  [/^(?:docker\.io\/)?(?:library\/)?(?:python|node|ruby|php|openjdk|eclipse-temurin)[^@]*-slim/, new Set(['curl', 'wget'])],
];

/** Something in these stages may bring the tool: an install, a copied file, a download. */
const mayBring = (file: DockerfileFile, stages: ReadonlySet<number>, tool: string): boolean =>
  runsOf(file).some(
    ({ instruction, script }) =>
      stages.has(instruction.stage) &&
      script.commands.some(({ words }) => words.some(({ value }) => value.includes(tool) || value.includes('$'))),
  ) ||
  file.instructions.some(
    ({ keyword, stage, arguments: text }) => stages.has(stage) && (keyword === 'COPY' || keyword === 'ADD') && text.includes(tool),
  );

export const healthcheckTool = dockerfileRule({
  id: 'df-healthcheck-tool',
  title: 'The health check can run in the image',
  severity: 'medium',
  severityReason: 'A check whose program is missing fails for ever, and the container is restarted or taken out for nothing.',
  aliases: [],
  remediation: 'Use a list with a program that the image has: your own with a `health` command, or install the tool.',
  reference: 'https://docs.docker.com/reference/dockerfile/#healthcheck',
  bad: 'FROM gcr.io/distroless/static-debian12\nHEALTHCHECK CMD curl -f http://localhost/\n',
  good: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\nHEALTHCHECK CMD curl -f http://localhost/\n',
  *check(file) {
    const stage = finalStage(file);
    const check = stage && lastInChain(file, stage, 'HEALTHCHECK');
    if (!stage || !check || /^NONE$/i.test(check.arguments)) return;
    const chain = chainOf(file, stage);
    const stages = new Set(chain.map(({ index }) => index));
    const base = chain.at(-1)?.base ?? null;
    if (base === null) return;
    const isList = /^CMD\s+\[/i.test(check.arguments);
    if (!isList && withoutShell.test(base) && !mayBring(file, stages, 'sh')) {
      yield problemAt(file, check, `the health check needs a shell, and ${base} has none`);
      return;
    }
    const lacking = withoutTools.find(([image]) => image.test(base))?.[1] ?? new Set<string>();
    const names = isList
      ? [/^CMD\s+\[\s*"(?:[^"]*\/)?([\w.-]+)"/i.exec(check.arguments)?.[1] ?? '']
      : scriptOf(file, check).commands.map(({ name }) => name);
    const missing = names.find((name) => lacking.has(name) && !mayBring(file, stages, name));
    if (missing !== undefined)
      yield problemAt(file, check, `the health check calls ${missing}, which ${base} does not have and nothing installs`);
  },
});
