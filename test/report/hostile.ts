import type { Verdict } from '../../lib/model/verdict.ts';
import { finding, verdict } from './example.ts';

/** Everything that breaks out of some format, in every text that comes from the judged files. */
export const nasty = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'; --",
  '=HYPERLINK("http://evil.example","x")',
  ']]>&amp;',
  '`code` | cell **bold** [link](javascript:alert(1)) <!-- -->',
  '\u0000\u0007\u001b[31mred\u001b[0m\u009b2J',
  '\u202Eright to left\u2066',
  'a lone half \ud800 and \ufffe',
  'line\r\nbreak',
  '@everyone',
].join(' ');

export const hostile: Verdict = {
  ...verdict,
  policy: { ...verdict.policy, name: nasty },
  subjects: [
    { ...verdict.subjects[0], kind: 'manifests', ref: nasty, digest: verdict.policy.digest },
    { kind: 'image', ref: nasty, digest: verdict.policy.digest, repository: nasty, platform: { os: nasty, architecture: nasty } },
  ],
  findings: [
    finding({
      rule: nasty,
      aliases: [nasty],
      message: nasty,
      remediation: nasty,
      object: nasty,
      container: nasty,
      location: { kind: 'source', file: nasty, line: 1, column: 1, pointer: nasty },
      waiver: { id: nasty, reason: nasty, author: nasty, origin: nasty },
    }),
    finding({
      rule: 'vulnerability',
      message: nasty,
      remediation: nasty,
      subject: 1,
      location: { kind: 'layer', layer: verdict.policy.digest, path: nasty },
      package: { purl: `pkg:deb/${nasty}`, name: nasty, version: nasty, fixedIn: nasty },
      vulnerability: { id: nasty },
    }),
    finding({ message: nasty, remediation: nasty, subject: 1, location: { kind: 'config', pointer: nasty } }),
  ],
  reasons: [{ code: 'severity-threshold', effect: 'deny', message: nasty }],
  notEvaluated: [{ rule: nasty, subject: 0, object: nasty, container: nasty, reason: nasty }],
  errors: [{ code: nasty, message: nasty, subject: 0, file: nasty, line: 1, column: 1 }],
  unmatchedVex: [
    {
      subject: 1,
      document: nasty,
      author: nasty,
      artifact: verdict.policy.digest,
      key: null,
      total: 1,
      statements: [{ ids: [nasty], status: 'fixed', product: nasty, components: [nasty], why: 'product-unreadable' }],
      ignored: { [nasty]: 1 },
    },
  ],
};

const megabyte = `${nasty} `.repeat(Math.ceil(1_000_000 / nasty.length));

/** Whoever writes the judged files writes as much as they like. */
export const huge: Verdict = {
  ...hostile,
  findings: hostile.findings.map((one) => ({ ...one, message: megabyte, object: megabyte })),
};
