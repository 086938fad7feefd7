/** Forms of credentials that can be told from any other text. Source: the issuers' documentation of their token formats. */
const forms: readonly (readonly [string, RegExp])[] = [
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/],
  ['a GitLab token', /\bglpat-[\w-]{20,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a Slack token', /\bxox[abeoprs]-[\w-]{10,}/],
  ['a Google API key', /\bAIza[\w-]{35}\b/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}/],
  ['an OpenAI key', /\bsk-(?:proj-)?[A-Za-z0-9_-]{32,}/],
  ['a Docker Hub token', /\bdckr_pat_[\w-]{20,}/],
  ['a PyPI token', /\bpypi-AgEIcHlwaS5vcmc[\w-]{20,}/],
  ['a private key', /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/],
  ['a password in an address', /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@$]{1,100}:[^\s:/@${}<>*]{3,100}@/i],
];

// Nothing of interest is that far into one line, and patterns stay cheap.
const maxSearched = 20_000;

/** What kind of credential a text holds; null when none is recognised. The text itself is never repeated. */
export const secretKind = (text: string): string | null => {
  const searched = text.slice(0, maxSearched);
  return forms.find(([, form]) => form.test(searched))?.[0] ?? null;
};
