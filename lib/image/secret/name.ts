// Words of a variable's name that mean its value is a secret, and endings that mean it only points at one.
const secretName = /(^|_)(PASS(WORD|WD|PHRASE)?|PWD|SECRETS?|TOKENS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEY|CREDENTIALS?|AUTH(_?KEY)?)(_|$)/;
const pointsElsewhere =
  /_(FILE|PATH|DIR|URL|URI|NAME|ID|HOST|PORT|USER(NAME)?|TTL|TYPE|MODE|METHOD|HEADER|ENABLED|LENGTH|SIZE|EXPIRY|ALG(ORITHM)?)$/;
const harmless = /^(|true|false|yes|no|on|off|none|null|0|1|\$\{?\w+\}?|\/[\w./-]*|x+|\*+|<.*>|changeme.*)$/i;

/** Whether an environment variable is a secret that has a value, by its name. */
export const isSecretVariable = (name: string, value: string): boolean => {
  const upper = name.toUpperCase().replaceAll('-', '_');
  return upper !== 'PWD' && secretName.test(upper) && !pointsElsewhere.test(upper) && !harmless.test(value.trim());
};
