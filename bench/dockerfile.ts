import { parseDockerfile } from '../lib/dockerfile/parse.ts';
import { dockerfileRules } from '../lib/rule/dockerfile/index.ts';
import { runRules } from '../lib/rule/run.ts';
import type { Figure } from './evaluate.ts';

const stage = (index: number): string => `FROM debian:12-slim AS stage-${index}
ARG VERSION=1.${index}
ENV APP_HOME=/app PATH=/app/bin:$PATH
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends \\
      ca-certificates \\
      curl \\
    && rm -rf /var/lib/apt/lists/*
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
COPY src/ ./src/
RUN if [ -f src/build.sh ]; then sh src/build.sh "$VERSION" | tee build.log; fi
EXPOSE 8080
USER 10001
HEALTHCHECK CMD ["/app/bin/check"]
CMD ["node", "src/server.mjs"]
`;

/** About this many lines. */
const dockerfile = (lines: number): string => Array.from({ length: Math.ceil(lines / 16) }, (_, index) => stage(index)).join('');

const settings = dockerfileRules.map((rule) => ({ rule, severity: null, mode: 'enforce' as const, params: {} }));

const judge = (text: string): number =>
  runRules({ bundle: null, images: [], dockerfiles: [{ subject: 0, file: parseDockerfile({ name: 'Dockerfile', text }, 0) }] }, settings)
    .findings.length;

/** The middle of several runs in milliseconds, after a warm-up. */
const medianMs = (run: () => unknown, runs: number): number => {
  for (let at = 0; at < Math.min(runs, 50); at++) run();
  const times = Array.from({ length: runs }, () => {
    const started = performance.now();
    run();
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return times[Math.floor(runs / 2)] ?? 0;
};

const figure = (name: string, value: number, against: string, goal: number): Figure => ({
  name,
  value,
  unit: 'ms',
  against,
  ratio: goal / value,
});

export const benchDockerfile = (): readonly Figure[] => {
  const small = dockerfile(100);
  const large = dockerfile(10_000);
  const smallMs = medianMs(() => judge(small), 200);
  const largeMs = medianMs(() => judge(large), 3);
  const runs = (count: number): string => `FROM debian:12-slim\n${'COPY a.tar.gz /x/\nRUN tar xf /x/a.tar.gz\n'.repeat(count)}`;
  const someMs = medianMs(() => judge(runs(1_000)), 5);
  const manyMs = medianMs(() => judge(runs(10_000)), 3);
  const oneRun = `FROM debian:12-slim\nRUN ${'apt-get install x && '.repeat(50_000)}true\n`;
  return [
    figure('dockerfile-100-lines-all-rules', smallMs, 'goal: 5 ms warm', 5),
    figure('dockerfile-10000-lines-all-rules', largeMs, '100 times the small one: linear', smallMs * 100),
    figure('dockerfile-20000-instructions-one-stage', manyMs, 'ten times 2,000: linear', someMs * 10),
    figure(
      'dockerfile-one-run-of-1-mebibyte',
      medianMs(() => judge(oneRun), 3),
      'goal: 2 s',
      2_000,
    ),
    figure(
      'dockerfile-parse-100-lines',
      medianMs(() => parseDockerfile({ name: 'Dockerfile', text: small }, 0), 500),
      'goal: 1 ms warm',
      1,
    ),
  ];
};
