import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { mintSigningKey, sign } from '../../lib/webhook/signature.ts';

const random = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, index) => index + 1);

test('v1 is what the reference library verifies', () => {
  const { secret, verifier } = mintSigningKey({ random }, 'v1');
  const timestamp = Math.floor(Date.now() / 1000);
  const body = '{"type":"verdict.denied","text":"Grüße"}';
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign(secret, 'evt_1', timestamp, body),
  };
  expect(new Webhook(verifier).verify(body, headers)).toEqual(JSON.parse(body));
  expect(() => new Webhook(verifier).verify(`${body} `, headers)).toThrow();
  expect(() => new Webhook(verifier).verify(body, { ...headers, 'webhook-id': 'evt_2' })).toThrow();
});

test('the example of the specification', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const signature = sign(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}');
  expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('v1a verifies with the public key alone', () => {
  const { secret, verifier } = mintSigningKey({ random }, 'v1a');
  expect(secret).toMatch(/^whsk_/);
  const [version, signature = ''] = sign(secret, 'evt_1', 1_700_000_000, '{}').split(',');
  expect(version).toBe('v1a');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(verifier.replace('whpk_', ''), 'base64')]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from('evt_1.1700000000.{}'), key, Buffer.from(signature, 'base64'))).toBe(true);
  expect(verify(null, Buffer.from('evt_1.1700000001.{}'), key, Buffer.from(signature, 'base64'))).toBe(false);
});

test('ed25519 as in the RFC', () => {
  // Source: RFC 8032 section 7.1, test 1: the public key of this seed.
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
  const { verifier } = mintSigningKey({ random: () => seed }, 'v1a');
  expect(Buffer.from(verifier.replace('whpk_', ''), 'base64').toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
});

test('a secret of another form is refused', () => {
  expect(() => sign('hunter2', 'evt_1', 1, '')).toThrow(expect.objectContaining({ code: 'internal' }));
});
