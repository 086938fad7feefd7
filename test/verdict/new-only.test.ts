import { describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import type { ImageContent } from '../../lib/model/image.ts';
import { baseLayers } from '../../lib/verdict/base-layers.ts';
import { baselineOf } from '../../lib/verdict/baseline.ts';
import { evaluate } from '../../lib/verdict/evaluate.ts';
import { imageEvidence, inputOf, match, matched, policyOf } from './input.ts';

describe('a policy that asks what is new', () => {
  const policy = policyOf({ thresholds: { vulnerability: { deny: 'high', warn: 'never', newOnly: true } } });
  const before = imageEvidence(['openssl', 'curl']);
  const baseline = baselineOf(0, before, { matches: [match('CVE-1', 'critical'), match('CVE-2', 'critical', { packageIndex: 1 })] });
  const judged = (ids: readonly string[], baselines = new Map([['previous', [baseline]]])) =>
    evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(...ids.map((id) => match(id, 'critical')))], policy, baselines }));

  it('stops what the baseline has not', () => {
    const verdict = judged(['CVE-1', 'CVE-3']);
    expect(verdict.decision).toBe('deny');
    expect(verdict.findings.map(({ vulnerability, effect }) => [vulnerability?.id, vulnerability?.isNew, effect]).sort()).toEqual([
      ['CVE-1', false, 'none'],
      ['CVE-3', true, 'deny'],
    ]);
    expect(verdict.inputs.baseline).toMatch(/^sha256:/);
  });

  it('lets pass what is there in both', () => expect(judged(['CVE-1']).decision).toBe('allow'));
  it('does not take an issue of another package for known', () => expect(judged(['CVE-2']).decision).toBe('deny'));
  it('takes everything for new where there is no baseline', () => expect(judged(['CVE-1'], new Map()).decision).toBe('deny'));

  it('has conditions of its own', () => {
    const asks = policyOf({ baseline: 'registry.example/app:stable', vulnerabilities: [{ name: 'known', effect: 'ignore', new: false }] });
    const input = inputOf({
      evidence: [imageEvidence()],
      advisories: [matched(match('CVE-1', 'critical'), match('CVE-3', 'critical'))],
      policy: asks,
      baselines: new Map([['registry.example/app:stable', [baseline]]]),
    });
    expect(
      evaluate(input)
        .findings.map(({ vulnerability, effect }) => [vulnerability?.id, effect])
        .sort(),
    ).toEqual([
      ['CVE-1', 'none'],
      ['CVE-3', 'deny'],
    ]);
  });

  it('is not measured where no policy asks', () => {
    const { findings, inputs } = evaluate(inputOf({ evidence: [imageEvidence()], advisories: [matched(match('CVE-1', 'low'))] }));
    expect(findings[0]?.vulnerability).not.toHaveProperty('isNew');
    expect(inputs).not.toHaveProperty('baseline');
  });
});

describe('baseLayers', () => {
  const steps = (...texts: readonly string[]): Pick<ImageContent, 'config' | 'layers'> => {
    const history = texts.map((text) => ({ createdBy: text, emptyLayer: !/^(ADD|COPY|RUN)/.test(text.replace('/bin/sh -c #(nop) ', '')) }));
    const layers = history.flatMap(({ emptyLayer, createdBy }) =>
      emptyLayer ? [] : [{ digest: sha256(createdBy), mediaType: '', size: 1, unpackedSize: 1, entries: 1, wasted: 0 }],
    );
    return { config: { ...imageEvidence().content.config, history }, layers };
  };
  const named = (...texts: readonly string[]) => new Set(texts.map((text) => sha256(text)));

  it.each([
    ['what is built on a base', ['ADD base', 'CMD ["bash"]', 'COPY app', 'RUN make', 'CMD ["/app"]'], ['ADD base']],
    [
      'what is built on what is built',
      ['ADD base', 'CMD ["bash"]', 'RUN apt', 'CMD ["node"]', 'COPY app', 'USER 1'],
      ['ADD base', 'RUN apt'],
    ],
    ['the old way of telling', ['ADD base', '/bin/sh -c #(nop)  CMD ["bash"]', 'COPY app'], ['ADD base']],
    ['an image on nothing', ['COPY app', 'ENTRYPOINT ["/app"]'], []],
    ['a base by itself', ['ADD base', 'CMD ["bash"]'], []],
  ])('%s', (_what, texts, base) => {
    expect(baseLayers(steps(...texts))).toEqual(named(...base));
  });

  it('does not guess where history and layers do not fit', () => {
    const image = steps('ADD base', 'CMD ["bash"]', 'COPY app');
    expect(baseLayers({ ...image, layers: image.layers.slice(1) })).toBeNull();
    expect(baseLayers({ ...image, layers: [] })).toBeNull();
  });

  it('is a fact that conditions ask for', () => {
    const policy = policyOf({
      vulnerabilities: [
        { name: 'ours', effect: 'deny', layer: 'own' },
        { name: 'theirs', effect: 'ignore', layer: 'base' },
      ],
    });
    const effectAt = (layer: string) => {
      const image = imageEvidence();
      const { config, layers } = steps('ADD base', 'CMD ["bash"]', 'COPY app');
      const content = {
        ...image.content,
        config,
        layers,
        packages: image.content.packages.map((each) => ({ ...each, layer: sha256(layer) })),
      };
      return evaluate(inputOf({ evidence: [{ ...image, content }], advisories: [matched(match('CVE-1', 'low'))], policy })).findings[0]
        ?.effect;
    };
    expect([effectAt('ADD base'), effectAt('COPY app')]).toEqual(['none', 'deny']);
  });
});
