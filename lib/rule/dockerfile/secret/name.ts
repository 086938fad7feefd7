// Source: BuildKit's check SecretsUsedInArgOrEnv, with the two abbreviations that Jenkins gives to bound credentials (…_USR, …_PSW).
const secretPart = /(?:_|^)(?:apikey|auth|credentials?|key|password|passphrase|pword|passwd|secret|token|usr|psw)(?:_|$)/i;
const publicPart = /(?:_|^)public(?:_|$)/i;
// A path to a file, a switch or a length is no secret; the file is.
const aboutSecret = /_(?:FILE|PATH|DIR|FOLDER|LENGTH|TTL|EXPIRY|EXPIRES_IN|TYPE|ALGORITHM|ENABLED|HEADER|SERVER|URL|URI|ENDPOINT|HOST)$/i;

/** Names whose meaning is fixed by the program that reads them. Source: the documentation of each. */
const known = new Set([
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AZURE_CLIENT_ID',
  'AZURE_CLIENT_SECRET',
  'CI_DEPLOY_PASSWORD',
  'DOCKERHUB_PASSWORD',
  'GITHUB_PAT',
  'MYSQL_PWD',
  'PGPASSWORD',
  'REDISCLI_AUTH',
  'SSHPASS',
]);

/** Variables that hold the path of a file with credentials. */
export const credentialFiles: ReadonlySet<string> = new Set([
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'HF_TOKEN_PATH',
  'KUBECONFIG',
  'NETRC',
]);

/** Build tools take a prefix off: VITE_AWS_SECRET_ACCESS_KEY ends up in the page that browsers load. */
const clientPrefix = /^(?:VITE_|REACT_APP_|NEXT_PUBLIC_|VUE_APP_|NUXT_PUBLIC_|EXPO_PUBLIC_)/;

/** Whether a variable of this name is meant to hold a secret. */
export const isSecretName = (name: string): boolean => {
  if (credentialFiles.has(name)) return false;
  if (known.has(name) || known.has(name.replace(clientPrefix, ''))) return true;
  return secretPart.test(name) && !publicPart.test(name) && !aboutSecret.test(name);
};
