/**
 * How a program tells its own version. `files`: base names. Around each place of `literal`, `pattern` sees at most `before` bytes ahead and `after` from
 * its start on, so that no content can make it slow. The version is its groups, joined by dots. `{minor}` in `literal` stands for the file name's first group.
 */
export type VersionRow = {
  readonly name: string;
  readonly files: RegExp;
  readonly literal: string;
  readonly pattern: RegExp;
  readonly before?: number;
  readonly after: number;
};

/** A row a program. The forms are what each project's own source prints: `--version`, a Server header, a build id. */
export const versionRows: readonly VersionRow[] = [
  { name: 'node', files: /^node(?:js)?$/, literal: 'node.js/v', pattern: /^node\.js\/v(\d{1,3}\.\d{1,3}\.\d{1,3})(?!\d)/, after: 32 },
  {
    name: 'python',
    files: /^(?:lib)?python([23]\.\d{1,2})[dmu]{0,2}(?:\.so(?:\.\d+)*)?$/,
    // Where the prefix ends in the version, as pyenv's does, the linker keeps the two as one string.
    literal: '{minor}.',
    pattern: /^[\0/](\d\.\d{1,2}\.\d{1,3}(?:(?:a|b|rc)\d{1,2})?)\+?\0/,
    before: 1,
    after: 24,
  },
  {
    name: 'nginx',
    files: /^nginx(?:-debug)?$/,
    literal: 'nginx version: nginx/',
    pattern: /nginx\/(\d{1,2}\.\d{1,3}\.\d{1,3})(?!\d)/,
    after: 48,
  },
  { name: 'busybox', files: /^busybox$/, literal: 'BusyBox v', pattern: /^BusyBox v(\d{1,2}\.\d{1,3}\.\d{1,3})(?!\d)/, after: 32 },
  {
    name: 'openssl',
    files: /^openssl$|^lib(?:crypto|ssl)\.so(?:\.[\d.]+)?$/,
    literal: 'OpenSSL ',
    pattern: /^OpenSSL (\d\.\d{1,2}\.\d{1,3}[a-z]{0,2})(?:-\w{1,12})? {1,2}\d{1,2} [A-Z][a-z]{2} \d{4}/,
    after: 64,
  },
  {
    // Version, build host and time of build stand in one string. A host is a word, or twelve hexadecimal digits of a container; Debian has the time alone.
    name: 'redis',
    files: /^redis-(?:server|cli|sentinel|benchmark|check-aof|check-rdb)$/,
    literal: '00000000\0',
    pattern: /[^\d.](\d{1,2}\.\d{1,3}\.\d{1,3}?)(?:(?:[0-9a-f]{12}|[a-z][\w.-]{0,63})-\d{10,20}0{8}|\d{10}0{9})\0/,
    before: 128,
    after: 9,
  },
  { name: 'httpd', files: /^(?:httpd|apache2)$/, literal: 'Apache/', pattern: /^Apache\/(\d\.\d{1,2}\.\d{1,3})[\0 ]/, after: 24 },
  {
    name: 'php',
    files: /^php(?:-?\d[\d.]*)?$|^php-(?:fpm|cgi)[\d.]*$|^libphp\d?\.so$/,
    literal: 'X-Powered-By: PHP/',
    pattern: /PHP\/(\d{1,2}\.\d{1,2}\.\d{1,3}(?:(?:alpha|beta|RC)\d{1,2})?)(?![\d.])/,
    after: 48,
  },
  {
    name: 'ruby',
    files: /^ruby[\d.]*$|^libruby[\w.-]*\.so[\d.]*$/,
    literal: 'ruby ',
    pattern: /^ruby (\d\.\d{1,2}\.\d{1,3})(?:p\d{1,4}|dev|preview\d|rc\d)? \(\d{4}-\d{2}-\d{2}/,
    after: 48,
  },
  { name: 'bash', files: /^r?bash$/, literal: '@(#)Bash version ', pattern: /version (\d{1,2}\.\d{1,2}\.\d{1,3})\(/, after: 40 },
  {
    name: 'perl',
    files: /^perl(?:5[\d.]*)?$|^libperl\.so[\d.]*$/,
    literal: 'This is perl ',
    pattern: /^This is perl (\d), version (\d{1,3}), subversion (\d{1,3})(?!\d)/,
    after: 64,
  },
  {
    name: 'mariadb',
    files: /^(?:mariadbd?|mysqld?)$/,
    literal: '-MariaDB\0',
    pattern: /\0(\d{1,2}\.\d{1,2}\.\d{1,3})-MariaDB\0/,
    before: 16,
    after: 9,
  },
  {
    name: 'postgresql',
    files: /^postgres$/,
    literal: 'postgres (PostgreSQL) ',
    pattern: /^postgres \(PostgreSQL\) (\d{1,2}(?:(?:\.\d{1,2}){1,2}|(?:beta|rc)\d))(?![\d.])/,
    after: 40,
  },
  {
    name: 'haproxy',
    files: /^haproxy$/,
    literal: ', released ',
    pattern: / version (\d{1,2}\.\d{1,2}(?:\.\d{1,3}|-dev\d{1,3}))(?:-[\w.+~-]{1,40})?, released \d{4}\/\d{2}\/\d{2}(?!\d)/,
    before: 72,
    after: 24,
  },
  { name: 'memcached', files: /^memcached$/, literal: 'memcached ', pattern: /^memcached (\d\.\d{1,2}\.\d{1,3})(?![\w.])/, after: 24 },
  {
    name: 'curl',
    files: /^curl$|^libcurl(?:-gnutls)?\.so[\d.]*$/,
    literal: 'curl/',
    pattern: /^curl\/(\d{1,2}\.\d{1,3}\.\d{1,3})(?:-DEV)?\0/,
    after: 24,
  },
  { name: 'lighttpd', files: /^lighttpd$/, literal: 'lighttpd/', pattern: /^lighttpd\/(\d\.\d{1,2}\.\d{1,3})[\0 )]/, after: 24 },
  {
    name: 'varnish',
    files: /^varnishd$/,
    literal: 'varnish-',
    pattern: /^varnish-(\d{1,2}\.\d{1,2}\.\d{1,3}) revision [0-9a-f]{40}/,
    after: 80,
  },
  {
    // The version stands alone, put together with the rest when it is printed. Those of libraries that stand so have other numbers; seen in 1.36.2, 1.37.0, 1.40.0.
    name: 'envoy',
    files: /^envoy$/,
    literal: '\x001.',
    pattern: /^\0(1\.[1-9]\d\.\d{1,2}(?:-dev)?)\0/,
    after: 16,
  },
  {
    // Of the compiler that made it, which for the compiler is its own.
    name: 'rust',
    files: /^rustc$/,
    literal: 'rustc version ',
    pattern: /^rustc version (\d\.\d{1,3}\.\d{1,3}(?:-(?:nightly|beta(?:\.\d{1,2})?))?) \(/,
    after: 48,
  },
];
