import type { ShellCommand, ShellWord } from '../../../dockerfile/shell/command.ts';

/** Options that take the next word. Source: curl(1), 8.10. */
const longWithValue = new Set(
  'abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a socks5 socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file url url-query user user-agent variable vlan-priority write-out'.split(
    ' ',
  ),
);
const shortWithValue = /[AbcCdDeEFHKmoPQrtTuUwxXyYz]/;

/** One option of a call. `value` is its word, also where it is glued to the letter. */
export type CurlOption = { readonly name: string; readonly value: ShellWord | null; readonly text: string };

/** The options of a curl call in order; a letter goes by its letter, `-sSk` is three. Nothing for any other program. */
export const curlOptions = ({ name, words }: ShellCommand): CurlOption[] => {
  const found: CurlOption[] = [];
  if (name !== 'curl') return found;
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    const written = word?.value ?? '';
    if (written.startsWith('--')) {
      const long = written.slice(2);
      const value = longWithValue.has(long) ? (words[++at] ?? null) : null;
      found.push({ name: long, value, text: value?.value ?? '' });
    } else if (written.startsWith('-')) {
      for (let letter = 1; letter < written.length; letter++) {
        const short = written[letter] ?? '';
        if (!shortWithValue.test(short)) {
          found.push({ name: short, value: null, text: '' });
          continue;
        }
        const glued = written.slice(letter + 1);
        const value = glued === '' ? (words[++at] ?? null) : (word ?? null);
        found.push({ name: short, value, text: glued === '' ? (value?.value ?? '') : glued });
        break;
      }
    }
  }
  return found;
};
