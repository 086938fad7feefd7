import { describe, expect, it } from 'vitest';
import { collectAttached } from '../../../lib/image/attached/collect.ts';
import { sha256 } from '../../../lib/model/digest.ts';
import { AppError } from '../../../lib/model/error.ts';
import type { Attachments, Referrer, ResolvedImage } from '../../../lib/ports/image-source.ts';
import { pair } from '../attached/authority.ts';
import { envelopeOf, pemOf, statementOf } from '../attached/signed.ts';

const digest = sha256('image');
const image: ResolvedImage = {
  reference: 'registry.test/app:1',
  repository: 'registry.test/app',
  digest,
  platform: { os: 'linux', architecture: 'amd64' },
  config: {},
  configDigest: sha256('config'),
  layers: [],
};
const { privateKey, publicKey } = pair();
const require = [{ type: 'https://cyclonedx.org/bom', builder: null, annotations: {} }];
const trust = {
  sboms: null,
  vex: null,
  signatures: [{ keys: [pemOf(publicKey)], identities: [], repositories: null, atLeast: 1, require }],
};
const referrer = (at: number): Referrer => ({ mediaType: '', digest: sha256(String(at)), size: 1, artifactType: '' });
const attachments = (count: number, contents: Attachments['contents']): Attachments => ({
  list: async () => Array.from({ length: count }, (_, at) => referrer(at)),
  contents,
});

describe('what is attached', () => {
  it('is kept as so many signatures as can be tried with each key, however many stand in one statement', async () => {
    const envelope = envelopeOf(statementOf(digest), privateKey);
    const many = { ...envelope, signatures: Array.from({ length: 20 }, () => envelope.signatures[0]) };
    const bytes = Buffer.from(JSON.stringify(many));
    let asked = 0;
    const contents = async () => {
      asked += 1;
      return [{ mediaType: '', bytes }];
    };
    const { signatures } = await collectAttached(attachments(30, contents), image, trust);
    expect(asked).toBe(5);
    expect(signatures?.found.reduce((sum, one) => sum + one.signatures.length, 0)).toBe(100);
    expect(signatures?.unreadable).toEqual(['25 more that are attached were not read']);
  });

  it('is asked for as often as a scan has time for, however many contents its artifacts have', async () => {
    let asked = 0;
    const contents = async () => {
      asked += 1;
      return Array.from({ length: 100 }, () => ({ mediaType: '', bytes: Buffer.from('{}') }));
    };
    const { signatures } = await collectAttached(attachments(50, contents), image, trust);
    expect(asked).toBe(2);
    expect(signatures).toMatchObject({ found: [], unreadable: ['48 more that are attached were not read'] });
  });

  it('is not taken for unread when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const contents = async (): Promise<never> => {
      stop.abort(new Error('the scan was let go'));
      throw new AppError('timed-out', 'The registry did not answer in time.');
    };
    await expect(collectAttached(attachments(1, contents), image, trust, stop.signal)).rejects.toThrow('the scan was let go');
  });
});
