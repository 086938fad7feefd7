import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodedCertificate } from '../../../../lib/policy/kyverno/query/certificate/decode.ts';
import { found } from '../scope.ts';

const pem = (name: string): string => readFileSync(new URL(`../../../fixtures/kyverno/${name}.pem`, import.meta.url), 'utf8');

/** The certificates were made by OpenSSL; Kyverno 1.19.1 was seen to say the same of them. */
describe('x509_decode', () => {
  const subject = {
    Country: ['DE'],
    Province: ['Bremen'],
    Locality: ['Bremen'],
    Organization: ['Load Line'],
    OrganizationalUnit: ['Hull'],
    CommonName: 'web.example.com',
    SerialNumber: '',
    PostalCode: null,
  };

  it('tells of a certificate', () => {
    expect(found('x509_decode(pem)', { pem: pem('authority') })).toMatchObject({
      Version: 3,
      SerialNumber: 12345678901234567000,
      Subject: subject,
      Issuer: subject,
      PublicKeyAlgorithm: 1,
      PublicKey: { E: 65537, N: expect.stringMatching(/^\d{308,309}$/) },
      SignatureAlgorithm: 4,
      NotAfter: expect.stringMatching(/^2126-/),
      KeyUsage: 0x01 | 0x10 | 0x20 | 0x100,
      ExtKeyUsage: [1],
      BasicConstraintsValid: true,
      IsCA: true,
      MaxPathLen: 0,
      MaxPathLenZero: true,
      DNSNames: ['web.example.com', '*.example.com'],
      IPAddresses: ['10.1.2.3', '2001:db8::1'],
      EmailAddresses: ['a@example.com'],
    });
  });

  it('tells of a request for a certificate', () => {
    expect(found('x509_decode(pem)', { pem: pem('request') })).toMatchObject({
      Version: 0,
      Subject: subject,
      PublicKey: { E: 65537 },
      DNSNames: ['web.example.com'],
      IPAddresses: ['10.1.2.3'],
    });
  });

  it('takes a text in base64 by way of base64_decode', () => {
    const encoded = Buffer.from(pem('authority')).toString('base64');
    expect(found('x509_decode(base64_decode(it)).PublicKey.E', { it: encoded })).toBe(65537);
  });

  it.each([
    ['a key that is none of RSA', pem('elliptic')],
    ['no PEM', 'x'],
    ['a block of another kind', pem('authority').replaceAll('CERTIFICATE', 'PRIVATE KEY')],
    ['an empty block', '-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----'],
    ['a long text', `-----BEGIN CERTIFICATE-----\n${'A'.repeat(200_000)}`],
  ])('is an error of %s', (_, text) => {
    expect(decodedCertificate(text).kind).toBe('error');
  });

  it('never throws, whatever has become of the bytes', () => {
    const bytes = Buffer.from(pem('authority').replace(/-.*-/g, ''), 'base64');
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, fc.nat(bytes.length), fc.constantFrom('CERTIFICATE', 'CERTIFICATE REQUEST'), (changed, length, kind) => {
        const broken = Buffer.from(bytes);
        for (const [at, byte] of changed) broken[at] = byte;
        for (const part of [broken, broken.subarray(0, length)]) {
          const text = `-----BEGIN ${kind}-----\n${part.toString('base64')}\n-----END ${kind}-----`;
          expect(['value', 'error']).toContain(decodedCertificate(text).kind);
        }
      }),
    );
  });
});
