// Files that hold credentials by the convention of the program that reads them.
const secretNames = new Set([
  '.env',
  '.npmrc',
  '.yarnrc.yml',
  '.netrc',
  '_netrc',
  '.pypirc',
  '.git-credentials',
  '.dockercfg',
  '.pgpass',
  '.my.cnf',
  '.htpasswd',
  '.vault-token',
  '.s3cfg',
  '.boto',
  'id_rsa',
  'id_dsa',
  'id_ecdsa',
  'id_ed25519',
  'credentials.json',
  'service-account.json',
  'serviceaccount.json',
  'secrets.yml',
  'secrets.yaml',
  'secrets.json',
  'kubeconfig',
  'terraform.tfstate',
  'terraform.tfvars',
  'master.key',
  'wp-config.php',
]);
const secretEndings = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|ovpn)$/i;
const publicEndings =
  /(?:\.pub|(?:^|[._-])(?:ca|cacert|cert|certs|chain|fullchain|public|pub|bundle)\.pem|\.pub\.(?:asc|gpg|key)|(?:archive|release|signing|public)[\w-]*\.(?:asc|gpg|key))$/i;
const secretPaths =
  /(?:^|\/)(?:\.aws\/(?:credentials|config)|\.docker\/config\.json|\.kube\/config|\.ssh|\.gnupg|\.azure|\.config\/gcloud)(?:\/|$)/;
const environmentFile = /^\.env(?:\.(?!example$|sample$|template$|dist$|defaults?$|schema$)[\w-]+)*$/;

/** Whether a file of this path holds credentials by its name. Templates and public halves do not. */
export const isSecretFile = (path: string): boolean => {
  const clean = path.replace(/\/+$/, '');
  const name = clean.split('/').at(-1) ?? '';
  if (publicEndings.test(name)) return false;
  return secretNames.has(name) || environmentFile.test(name) || secretEndings.test(name) || secretPaths.test(clean);
};
