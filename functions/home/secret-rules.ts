import type { SecretRules } from '../../lib/image/secret/search.ts';

/** As on one machine. Most installations have none, and they do not load what compiles them. */
export const ownSecretRules = async (): Promise<SecretRules | undefined> => {
  if (!process.env['PLIMSOLL_SECRET_RULES']) return undefined;
  const { secretRulesFromEnvironment } = await import('../../lib/cli/secret-rules.ts');
  return secretRulesFromEnvironment();
};
