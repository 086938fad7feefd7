import { defineRule, problem } from '../rule.ts';
import { configPlace } from './place.ts';

const forms: readonly { readonly key: string; readonly form: RegExp; readonly message: string }[] = [
  {
    key: 'curl-to-shell',
    form: /\b(curl|wget)\b[^|;&\n]{0,300}\|\s{0,5}(sudo\s+)?(ba|da|z|a)?sh\b/,
    message: 'runs a download without looking at it',
  },
  {
    key: 'unverified',
    form: /--allow-unauthenticated|--allow-untrusted|--no-gpg-check(s)?\b|--nogpgcheck|--force-yes|\[trusted=yes\]/,
    message: 'installs packages without checking their signature',
  },
  {
    key: 'insecure-download',
    form: /\bcurl\b[^|;&\n]{0,300}\s(-k|--insecure)\b|\bwget\b[^|;&\n]{0,300}--no-check-certificate/,
    message: 'downloads without checking the certificate',
  },
  {
    key: 'add-url',
    form: /^(\/bin\/sh -c #\(nop\)\s+)?ADD\s+(--\S+\s+)*https?:\/\/(?!.*--checksum)/,
    message: 'adds a download that nothing checks',
  },
  { key: 'chmod-777', form: /\bchmod\s+(-R\s+)?0?777\b/, message: 'lets everyone write' },
];

export const history = defineRule({
  id: 'img-verified-packages',
  on: 'image',
  title: 'The image was built from what nobody checked',
  severity: 'medium',
  severityReason: 'Whoever controls the network or the server decides what is in the image.',
  aliases: ['CIS-DI-0011', 'CIS-DI-0009'],
  remediation: 'Check a signature or checksum of all that the build downloads, and let the package manager check its own.',
  reference: 'https://docs.docker.com/reference/dockerfile/#add---checksum',
  category: 'image',
  *check({ evidence: { content } }) {
    for (const [index, { createdBy }] of content.config.history.entries()) {
      for (const { key, form, message } of forms) {
        if (form.test(createdBy))
          yield problem(`A build step ${message}.`, { location: configPlace(`/history/${index}`), discriminator: key });
      }
    }
  },
});
