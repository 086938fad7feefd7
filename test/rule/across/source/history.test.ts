import { describe, expect, it } from 'vitest';
import type { HistoryEntry, LayerSummary } from '../../../../lib/model/image.ts';
import { builtDiffers } from '../../../../lib/rule/across/source/built.ts';
import { builtBase } from '../../../../lib/rule/across/source/built-base.ts';
import { builtSize } from '../../../../lib/rule/across/source/built-size.ts';
import { historyOf } from '../../../../lib/rule/across/source/history.ts';
import { runRules } from '../../../../lib/rule/run.ts';
import { changeOf, dockerfileOf } from '../../change.ts';
import { evidenceOf } from '../../image/evidence.ts';

/** `-` before an entry: it made no layer. */
const historyFrom = (texts: readonly string[]): HistoryEntry[] =>
  texts.map((text) => ({ createdBy: text.replace(/^-/, ''), emptyLayer: text.startsWith('-') }));

const layersFor = (history: readonly HistoryEntry[], sizes: readonly number[] = []): LayerSummary[] =>
  history
    .filter(({ emptyLayer }) => !emptyLayer)
    .map((_, at) => ({
      digest: `sha256:${String(at).repeat(64).slice(0, 64)}`,
      mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
      size: 1,
      unpackedSize: sizes[at] ?? 1,
      entries: 1,
      wasted: 0,
    }));

const imageWith = (texts: readonly string[], sizes: readonly number[] = [], more: Parameters<typeof evidenceOf>[0] = {}) => {
  const history = historyFrom(texts);
  return evidenceOf({ ...more, config: { ...more.config, history }, layers: layersFor(history, sizes) });
};

const dockerfile = [
  'FROM debian:12 AS base',
  'ENV A=1',
  'RUN apt-get update && \\',
  '    # a comment',
  '    apt-get install -y curl',
  'CMD ["bash"]',
  '',
  'FROM base',
  'ARG V=1',
  'WORKDIR /srv/app',
  'COPY --chown=app . .',
  'RUN <<EOF',
  'make',
  'make install',
  'EOF',
  'RUN ["/bin/true", "x"]',
  'EXPOSE 8080',
  'USER 10001',
];

/** Lines of the layers, and how many are the base's. */
const told = (texts: readonly string[], lines: readonly string[] = dockerfile): unknown => {
  const history = historyOf(dockerfileOf(lines), imageWith(texts).content);
  return {
    base: history?.base?.length ?? null,
    lines: history?.layers?.map(({ instructions }) => instructions.map(({ location }) => location.line)) ?? null,
    unlike: history?.unlike.map(({ instruction }) => instruction.location.line) ?? null,
  };
};

const debian = ['/bin/sh -c #(nop) ADD file:abc in / ', '-/bin/sh -c #(nop)  CMD ["bash"]'];
const buildkit = [
  ...debian,
  '-ENV A=1',
  'RUN /bin/sh -c apt-get update &&     apt-get install -y curl # buildkit',
  '-CMD ["bash"]',
  '-ARG V=1',
  'WORKDIR /srv/app',
  'COPY . . # buildkit',
  'RUN |1 V=1 /bin/sh -c make\nmake install\n # buildkit',
  'RUN |1 V=1 /bin/true x # buildkit',
  '-EXPOSE map[8080/tcp:{}]',
  '-USER 10001',
];

describe('the history held against the Dockerfile', () => {
  it.each<[string, readonly string[]]>([
    ['BuildKit', buildkit],
    ['with a label from the command line', [...buildkit, '-LABEL a=b']],
    [
      "Docker's first builder",
      [
        ...debian,
        '-/bin/sh -c #(nop)  ENV A=1',
        '/bin/sh -c apt-get update &&     apt-get install -y curl',
        '-/bin/sh -c #(nop)  CMD ["bash"]',
        '-/bin/sh -c #(nop)  ARG V=1',
        '/bin/sh -c #(nop) WORKDIR /srv/app',
        '/bin/sh -c #(nop) COPY --chown=app:appdir:0f in . ',
        '|1 V=1 /bin/sh -c make\nmake install',
        '|1 V=1 /bin/true x',
        '-/bin/sh -c #(nop)  EXPOSE 8080',
        '-/bin/sh -c #(nop)  USER 10001',
      ],
    ],
    [
      'kaniko, which keeps no settings',
      [
        ...debian,
        'RUN apt-get update &&     apt-get install -y curl',
        'WORKDIR /srv/app',
        'COPY --chown=app . .',
        'RUN make\nmake install',
        'RUN /bin/true x',
      ],
    ],
  ])('of %s', (_, texts) => {
    expect(told(texts)).toEqual({ base: 1, lines: [[3], [10], [11], [12], [16]], unlike: [] });
  });

  it('of Buildah without --layers, which makes one layer a stage', () => {
    const texts = buildkit.map((text) => (text.startsWith('-') ? text : `-${text}`));
    const whole = texts.map((text) => (/^-(CMD|USER)/.test(text) || text.includes('ADD file') ? text.slice(1) : text));
    expect(told(whole)).toEqual({ base: 1, lines: [[3], [11, 12, 16]], unlike: [] });
  });

  it.each<[string, readonly string[], number[]]>([
    ['another RUN', buildkit.map((text) => text.replace('install -y curl', 'install -y wget')), [3]],
    ['another instruction', buildkit.map((text) => text.replace('COPY . .', 'RUN cp')), [11]],
    ['one more at the end', [...buildkit, 'RUN evil'], [16]],
    ['one that is left out', buildkit.filter((text) => !text.includes('/bin/true')), [16]],
    ['one in the middle', buildkit.toSpliced(9, 0, 'RUN evil'), [12]],
    ['an import', ['-', 'RUN x'], [12, 16]],
  ])('parts from it at %s', (_, texts, unlike) => {
    expect(told(texts)).toMatchObject({ unlike });
  });

  it.each<[string, readonly string[]]>([
    ['squashed by Docker', [...buildkit.map((text) => `-${text.replace(/^-/, '')}`), '']],
    ['without its layers', ['COPY . .', 'RUN x', 'RUN y']],
  ])('tells no layers when it is %s', (_, texts) => {
    const history = historyOf(dockerfileOf(dockerfile), imageWith(texts).content);
    expect(history?.layers).toBeNull();
  });

  it('says nothing of an image without history', () => {
    expect(historyOf(dockerfileOf(dockerfile), imageWith(['', '-']).content)).toBeNull();
  });

  it('has the triggers that a stage leaves to the next', () => {
    const lines = ['FROM scratch AS a', 'ONBUILD COPY x /x', 'FROM a', 'COPY y /y'];
    expect(told(['-ONBUILD COPY x /x', 'COPY x /x # buildkit', 'COPY y /y # buildkit'], lines)).toEqual({
      base: 0,
      lines: [[2], [4]],
      unlike: [],
    });
  });
});

const linesOf = (rule: typeof builtDiffers, lines: readonly string[], ...images: ReturnType<typeof imageWith>[]): (number | string)[] => {
  const dockerfiles = [{ subject: 0, file: dockerfileOf(lines) }];
  const change = changeOf({ dockerfiles, images: images.map((evidence, at) => ({ subject: at + 1, evidence })) });
  const { findings } = runRules(change, [{ rule, severity: null, mode: 'enforce', params: rule.defaultParams ?? {} }]);
  return findings.map(({ location }) => (location.kind === 'source' ? location.line : location.kind));
};

describe('rules on the history', () => {
  it('tell a step that the image was not built by', () => {
    expect(linesOf(builtDiffers, ['FROM a:1', 'RUN x'], imageWith(['ADD a', 'RUN y']))).toEqual([2]);
    expect(linesOf(builtDiffers, ['FROM a:1', 'RUN x'], imageWith(['ADD a', 'RUN x']))).toEqual([]);
  });

  it('tell a base that is not there, and one that should not be there', () => {
    expect(linesOf(builtBase, ['FROM scratch', 'COPY a /'], imageWith(['ADD base', 'COPY a / # buildkit']))).toEqual([1]);
    expect(linesOf(builtBase, ['FROM a:1', 'COPY a /'], imageWith(['COPY a / # buildkit']))).toEqual([1]);
    expect(linesOf(builtBase, ['FROM a:1', 'COPY a /'], imageWith(['ADD base', 'COPY a / # buildkit']))).toEqual([]);
  });

  it('hold the layers of the base against the image, when both are there', () => {
    const withLayers = (ref: string, ids: readonly string[]) =>
      imageWith(['RUN x'], [], { ref, config: { raw: { rootfs: { diff_ids: ids } } } });
    const built = withLayers('registry.test/app:1', ['sha256:1', 'sha256:2']);
    expect(linesOf(builtBase, ['FROM debian:12', 'RUN x'], built, withLayers('docker.io/library/debian:12', ['sha256:1']))).toEqual([]);
    expect(linesOf(builtBase, ['FROM debian:12', 'RUN x'], built, withLayers('docker.io/library/debian:12', ['sha256:9']))).toEqual([1]);
    const archive = withLayers('docker-archive:debian.tar', ['sha256:9']);
    const named = { ...archive, subject: { ...archive.subject, repository: 'docker.io/library/debian' } };
    expect(linesOf(builtBase, ['FROM debian:12', 'RUN x'], built, named)).toEqual([1]);
    // Another image than the one that FROM names: nobody says which of the two was built.
    expect(linesOf(builtBase, ['FROM debian:12', 'RUN x'], built, withLayers('docker.io/library/debian:11', ['sha256:9']))).toEqual([]);
  });

  it('tell the instruction that adds much', () => {
    const image = imageWith(['ADD base', 'RUN big', 'RUN small'], [900_000_000, 600_000_000, 5]);
    expect(linesOf(builtSize, ['FROM a:1', 'RUN big', 'RUN small'], image)).toEqual([2]);
  });

  it('and those whose files a later one deletes', () => {
    const image = imageWith(['FROM', 'RUN big', 'RUN small'], [1, 60_000_000, 1]);
    const [, big] = image.content.layers;
    const wasted = {
      ...image,
      content: { ...image.content, layers: image.content.layers.map((one) => (one === big ? { ...one, wasted: 50_000_000 } : one)) },
    };
    expect(linesOf(builtSize, ['FROM a:1', 'RUN big', 'RUN small'], image)).toEqual([]);
    expect(linesOf(builtSize, ['FROM a:1', 'RUN big', 'RUN small'], wasted)).toEqual([2]);
  });
});
