import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/model/digest.ts';
import { reports } from '../../lib/report/table.ts';
import { plimsoll, type Service, startService } from './bundle.ts';

const freePort = (): string => {
  const script = "const s=require('node:net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})";
  return `127.0.0.1:${spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout.trim()}`;
};

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-there-'));
let service: Service;
let env: NodeJS.ProcessEnv;
let there: readonly string[];
let url = '';
beforeAll(async () => {
  const key = 'plim_VHUxDz3elp_kHCrQvaG4SphxIiHm42aMJGgXvLqxA1I0sRO';
  service = await startService({ PLIMSOLL_HOME: join(folder, 'home'), PLIMSOLL_ADMIN_KEY: key, PLIMSOLL_ADVISORIES: '/nonexistent' });
  const [, address = ''] = await service.output(/listening on (http:\S+)/);
  env = { PLIMSOLL_TOKEN: key };
  url = address;
  there = ['--server', address];
}, 60_000);
afterAll(async () => {
  await service.stop();
  rmSync(folder, { recursive: true, force: true });
});

const change = ['examples/shop/deployment.yaml', 'examples/shop/Dockerfile'];

/** Without what tells one run from another: times, ids, and the history that only a service has. */
const timeless = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/g, 'TIME')
    .replace(/"seconds": \d+,\s+"nanos": \d+|"nanos": \d+,\s+"seconds": \d+/g, 'TIME')
    .replace(/urn:uuid:[0-9a-f-]{36}/g, 'URN')
    .replace(/,?\s*"(id|verdictId|plimsoll\.dev\/verdict)": "ver_\w+"(,(?=\n {2}"decision"))?/g, '')
    .replace(/<dt>Verdict<\/dt><dd><code>ver_\w+<\/code><\/dd>/, '')
    .replace(/<figure><figcaption>Findings of the last.*<\/figure>\n/, '');

describe('the same change, judged here and by a service', () => {
  it.each(reports.map(({ name }) => name))('reads the same in %s', async (name) => {
    const here = await plimsoll(['check', ...change, '--format', name]);
    const told = await plimsoll(['check', ...change, '--format', name, ...there], { env });
    expect([told.status, told.stderr]).toEqual([here.status, here.stderr]);
    expect(timeless(told.stdout)).toBe(timeless(here.stdout));
    expect(here.stdout).not.toBe('');
  });

  it('is judged by what the mapping chooses for the environment, and by the policy that is named', async () => {
    const mapping = {
      apiVersion: 'plimsoll.dev/v1',
      kind: 'PolicyMapping',
      metadata: { name: 'all' },
      spec: { mappings: [{ match: { environment: ['production'] }, policy: 'restricted' }], default: 'starter' },
    };
    const headers = { authorization: `Bearer ${env['PLIMSOLL_TOKEN']}`, 'content-type': 'application/json' };
    const old = await fetch(`${url}/v1/policy-mapping`, { headers });
    const body = JSON.stringify(mapping);
    const put = await fetch(`${url}/v1/policy-mapping`, {
      method: 'PUT',
      headers: { ...headers, 'if-match': old.headers.get('etag') ?? '*' },
      body,
    });
    expect([put.status, await put.text()]).toEqual([200, expect.anything()]);
    const policyOf = async (...more: string[]) =>
      JSON.parse((await plimsoll(['check', 'examples/shop-fixed', '--format', 'json', ...more, ...there], { env })).stdout).policy.name;
    expect(await policyOf()).toBe('starter');
    expect(await policyOf('--environment', 'production')).toBe('restricted');
    expect(await policyOf('--environment', 'production', '--policy', 'starter')).toBe('starter');
  });

  it('has the same exit codes, reports and silence', async () => {
    for (const more of [['--fail-on', 'warn'], ['--policy', 'quick-wins'], ['--quiet'], ['--policy', 'nobody']]) {
      const here = await plimsoll(['check', 'examples/shop-fixed', ...more]);
      const told = await plimsoll(['check', 'examples/shop-fixed', ...more, ...there], { env });
      expect([more, told.status, told.stdout]).toEqual([more, here.status, here.stdout]);
    }
    const [one, other] = [join(folder, 'here.csv'), join(folder, 'there.csv')];
    await plimsoll(['check', ...change, '--quiet', '--report', `csv=${one}`]);
    const told = await plimsoll(
      ['check', ...change, '--output', join(folder, 'there.md'), '--format', 'markdown', '--report', `csv=${other}`, ...there],
      { env },
    );
    expect(readFileSync(other, 'utf8')).toBe(readFileSync(one, 'utf8'));
    expect([told.stdout, readFileSync(join(folder, 'there.md'), 'utf8').length > 500]).toEqual(['', true]);
  });

  it('finds the templates of a chart, rendered from a folder and from standard input', async () => {
    const chart = join(folder, 'shop');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
    const pod = (name: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  hostPID: true\n  containers:\n    - {name: web, image: nginx}\n`;
    writeFileSync(join(chart, 'templates', 'web.yaml'), `{{- /* not rendered */}}\n${pod('{{ .Release.Name }}')}`);
    const input = `---\n# Source: shop/templates/web.yaml\n${pod('web')}`;
    writeFileSync(join(folder, 'bin', 'helm'), `#!${process.execPath}\nprocess.stdout.write(${JSON.stringify(input)})\n`, { mode: 0o755 });
    const both = { ...env, PATH: join(folder, 'bin') };
    // The subject is what the service was sent, and so are its digest and what SARIF makes of it.
    const same = (text: string): string =>
      timeless(text)
        .replaceAll(' (rendered)', '')
        .replaceAll(/"sha256:\w+"|plimsoll\/starter\/\w+/g, '');
    for (const words of [
      [chart, '--format', 'json'],
      [chart, '--format', 'sarif'],
      ['-', '--charts', folder, '--format', 'text'],
    ]) {
      const here = await plimsoll(['check', ...words], { env: both, input });
      const told = await plimsoll(['check', ...words, ...there], { env: both, input });
      expect([told.status, told.stderr]).toEqual([here.status, here.stderr]);
      expect(same(told.stdout)).toBe(same(here.stdout));
      expect(told.stdout).toContain(join(chart, 'templates/web.yaml').slice(1));
    }
  });

  it('says what a service does not do, and sends nothing', async () => {
    const { status, stderr } = await plimsoll(['check', ...change, '--rules', 'all', '--policy', './team.yaml', ...there], { env });
    expect(status).toBe(2);
    expect(stderr).toMatch(/--rules all, --policy \.\/team\.yaml/);
  });
});

describe('exit codes', () => {
  // Nobody listens there any more.
  const down = freePort();
  const nowhere = ['--server', `http://${down}`];
  const chart = join(folder, 'chart');
  beforeAll(() => writeLayout(chart, { mediaType: 'application/vnd.cncf.helm.config.v1+json' }));
  it.each<[number, string, readonly string[]]>([
    [0, 'allowed', ['check', 'examples/shop-fixed']],
    [0, 'warned', ['check', 'examples/shop-fixed', '--policy', 'restricted']],
    [1, 'denied', ['check', 'examples/shop']],
    [2, 'an option that nobody knows', ['check', 'examples/shop', '--polcy', 'starter']],
    [2, 'a command that nobody knows', ['chek']],
    [2, 'a format that nobody knows', ['check', 'examples/shop', '--format', 'sraif']],
    [2, 'a file that is not there', ['check', 'nowhere.yaml']],
    [2, 'no target', ['check']],
    [3, 'a registry that is down', ['image', `${down}/shop/web:1`]],
    [0, 'a registry that is down, and that is no reason', ['image', `${down}/shop/web:1`, '--on-error', 'allow']],
    [1, 'a registry that is down, and that is a reason', ['image', `${down}/shop/web:1`, '--on-error', 'deny']],
    [4, 'what is no image', ['image', chart]],
    [0, 'what is no image, and that is no reason', ['image', chart, '--on-error', 'allow']],
    [3, 'a service that is down', ['check', 'examples/shop', ...nowhere]],
    [1, 'a service that is down, and that is a reason', ['gate', 'a:1', '--on-error', 'deny', ...nowhere]],
  ])('%i: %s', async (status, _title, words) => {
    expect(
      (await plimsoll(words, { env: { PLIMSOLL_REGISTRIES: JSON.stringify({ [down]: { insecure: true, internal: true } }) } })).status,
    ).toBe(status);
  });

  it('names the nearest command, option and format', async () => {
    expect((await plimsoll(['chek'])).stderr).toContain('Did you mean check?');
    expect((await plimsoll(['check', 'examples/shop', '--polcy', 'a'])).stderr).toContain('Did you mean --policy?');
    expect((await plimsoll(['check', 'examples/shop', '--format', 'sraif'])).stderr).toContain('did you mean sarif?');
  });

  it('writes no colours into a pipe, nor where NO_COLOR or --quiet asks for less', async () => {
    for (const env of [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '1', NO_COLOR: '1' }]) {
      expect((await plimsoll(['check', ...change], { env })).stdout).not.toContain('\u001b');
    }
    const quiet = await plimsoll(['check', ...change, '--quiet']);
    expect([quiet.status, quiet.stdout, quiet.stderr]).toEqual([1, '', '']);
  });
});

/** An OCI layout of one artifact. Source: OCI image-spec 1.1, image-layout. */
const writeLayout = (path: string, config: { readonly mediaType: string }): void => {
  mkdirSync(join(path, 'blobs', 'sha256'), { recursive: true });
  const put = (mediaType: string, value: unknown) => {
    const bytes = JSON.stringify(value);
    const digest = sha256(bytes);
    writeFileSync(join(path, 'blobs', 'sha256', digest.slice('sha256:'.length)), bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = put(mediaType, { schemaVersion: 2, mediaType, config: put(config.mediaType, {}), layers: [] });
  writeFileSync(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  writeFileSync(join(path, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
};
