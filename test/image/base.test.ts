import { describe, expect, it } from 'vitest';
import { baseImageOf } from '../../lib/image/base.ts';
import { readConfig } from '../../lib/image/config.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const run = (command: string) => ({ created_by: command });
const set = (command: string) => ({ created_by: command, empty_layer: true });
const debian = [run('/bin/sh -c #(nop) ADD file:abc in / '), set('/bin/sh -c #(nop)  CMD ["bash"]')];

const baseOf = (history: readonly object[], layers: number, labels: { readonly [name: string]: string } = {}) =>
  baseImageOf(readConfig(JSON.parse(JSON.stringify({ history, config: { Labels: labels } }))), layers);

describe('the base of an image', () => {
  it.each<[string, readonly object[], number, number | null]>([
    ['ends with the command that it runs', [...debian, run('RUN apt-get install curl # buildkit'), set('CMD ["app"]')], 2, 1],
    [
      'is all that lower images made',
      [...debian, run('RUN a'), set('ENTRYPOINT ["node"]'), set('CMD ["x"]'), run('COPY . . # buildkit'), set('USER 1')],
      3,
      2,
    ],
    ['is not the image itself', debian, 1, null],
    ['is not known from settings alone', [set('CMD ["a"]'), run('COPY . .')], 1, null],
    ['is not known when history and layers differ', [...debian, run('RUN a'), run('RUN b')], 2, null],
    ['is not known without a history', [], 3, null],
    ['is not ended by a command that only speaks of one', [run('ADD file in /'), run('RUN echo CMD'), run('COPY . .')], 3, null],
  ])('%s', (_, history, layers, expected) => {
    expect(baseOf(history, layers)?.layers ?? null).toBe(expected);
  });

  it('is what its labels name', () => {
    const labels = { 'org.opencontainers.image.base.name': 'docker.io/library/debian:12', 'org.opencontainers.image.base.digest': digest };
    expect(baseOf([...debian, run('RUN a')], 2, labels)).toEqual({ by: 'label', name: 'docker.io/library/debian:12', digest, layers: 1 });
    expect(baseOf([], 2, { 'org.opencontainers.image.base.digest': 'x' })).toEqual({ by: 'label', layers: null });
  });
});
