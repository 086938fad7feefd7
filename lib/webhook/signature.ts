import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { AppError } from '../model/error.ts';
import type { Ids } from '../ports/ids.ts';

/** `v1`: HMAC-SHA256, one secret on both sides. `v1a`: ed25519, the receiver needs only the public key. Source: Standard Webhooks 1.0.0, "Signature scheme". */
export const signings = ['v1', 'v1a'] as const;
export type Signing = (typeof signings)[number];

/** What is kept (`secret`) and what the receiver verifies with (`verifier`): the same for `v1`. */
export type SigningKey = { readonly secret: string; readonly verifier: string };

// DER of an ed25519 private key up to its 32 bytes. Source: RFC 8410 section 7.
const derPrefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const keyBytes = 32;

export const mintSigningKey = (ids: Pick<Ids, 'random'>, signing: Signing): SigningKey => {
  const random = Buffer.from(ids.random(keyBytes));
  if (signing === 'v1') {
    const secret = `whsec_${random.toString('base64')}`;
    return { secret, verifier: secret };
  }
  const publicKey = rawPublicKey(ed25519Key(random));
  return { secret: `whsk_${Buffer.concat([random, publicKey]).toString('base64')}`, verifier: `whpk_${publicKey.toString('base64')}` };
};

/** One entry of `webhook-signature`. `timestamp` in seconds since the epoch. */
export const sign = (secret: string, id: string, timestamp: number, body: string): string => {
  const [, prefix, key = ''] = /^(whsec|whsk)_(.+)$/.exec(secret) ?? [];
  const content = `${id}.${timestamp}.${body}`;
  switch (prefix) {
    case 'whsec':
      return `v1,${createHmac('sha256', Buffer.from(key, 'base64')).update(content).digest('base64')}`;
    case 'whsk':
      return `v1a,${signBytes(null, Buffer.from(content), ed25519Key(Buffer.from(key, 'base64').subarray(0, keyBytes))).toString('base64')}`;
    default:
      throw new AppError('internal', 'a webhook secret has no known form');
  }
};

const ed25519Key = (seed: Buffer): KeyObject => createPrivateKey({ key: Buffer.concat([derPrefix, seed]), format: 'der', type: 'pkcs8' });

const rawPublicKey = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-keyBytes);
