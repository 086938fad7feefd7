import { describe, expect, it } from 'vitest';
import { linkedAnswer } from '../../lib/advisory/linked.ts';

/** Systems, and architectures with a slash. */
const on = (path: string, ...builds: string[]) => ({
  path,
  systems: builds.filter((each) => !each.startsWith('/')),
  architectures: builds.flatMap((each) => (each.startsWith('/') ? [each.slice(1)] : [])),
});
const net = 'golang.org/x/net';

describe('whether a program links what an advisory is about', () => {
  it.each([
    ['the package', [on(`${net}/http2`)], net, { packages: ['html', 'http2'] }, true],
    ['another package of the module', [on(`${net}/http2`)], net, { packages: ['html'] }, false],
    ['nothing of the module', [on(`${net}/http2`)], net, { packages: [] }, false],
    ['a package below it', [on(`${net}/html`)], net, { packages: ['html/atom'] }, false],
    ['one of two packages', [on(`${net}/http2`), on(`${net}/html`)], net, { packages: ['html'] }, true],
    ["the module's own package", [on('gopkg.in/yaml.v3')], 'gopkg.in/yaml.v3', { packages: [''] }, true],
    ['the standard library', [on('net/http')], 'stdlib', { packages: ['net/http'] }, true],
    ['another system', [on('os/exec', 'windows')], 'stdlib', { system: 'linux', packages: ['os/exec'] }, false],
    ['the system', [on('os/exec', 'windows', 'linux')], 'stdlib', { system: 'linux', packages: ['os/exec'] }, true],
    ['another architecture', [on('a/b', '/ppc64le')], 'stdlib', { architecture: 'amd64', packages: ['a/b'] }, false],
    ['the architecture', [on('a/b', '/ppc64le')], 'stdlib', { architecture: 'ppc64le', packages: ['a/b'] }, true],
    ['an unknown system', [on('os/exec', 'windows')], 'stdlib', { packages: ['os/exec'] }, true],
  ])('%s', (_, imports, module, found, linked) => {
    const answer = linkedAnswer(imports, module, found);
    expect(answer.linked).toBe(linked);
    expect(answer.note).toBeTruthy();
  });

  it('is nobody’s question where the record names no packages', () => expect(linkedAnswer([], net, { packages: [] })).toEqual({}));

  it('stays open where the program does not tell', () => {
    const answer = linkedAnswer([on(`${net}/http2`)], net, undefined);
    expect(answer.linked).toBeUndefined();
    expect(answer.note).toContain(`${net}/http2`);
  });
});
