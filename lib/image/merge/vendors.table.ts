/**
 * Makers of packages that no distribution builds: their own repositories. What they install is not covered by the distribution's
 * advisories, so a language package in it is judged as one. Names as they stand in `Maintainer` and `Vendor`.
 */
const thirdParties: readonly RegExp[] = [
  /\bnodesource\b/i,
  /\bdocker(,? inc)?\b/i,
  /\bhashicorp\b/i,
  /\bgoogle\b.*\b(chrome|cloud)|cloud-sdk/i,
  /\bgithub\b/i,
  /\bgitlab\b/i,
  /\bgrafana\b/i,
  /\bmongodb\b/i,
  /\belastic(search)?\b/i,
  /\bdatadog\b/i,
  /\bnew ?relic\b/i,
  /\binfluxdata\b/i,
  /\bconfluent\b/i,
  /\bmariadb corporation\b/i,
  /\bmysql (release engineering|build team)\b|\boracle and\/or its affiliates\b/i,
  /\bazul\b/i,
  /\bamazon corretto\b|\bcorretto\b/i,
  /\badoptium\b|\btemurin\b|\bbellsoft\b/i,
  /\bnginx(,? inc| packaging)\b/i,
  /\bhaproxy technologies\b/i,
  /\bkubernetes authors\b/i,
  /\bmicrosoft\b.*\b(vscode|edge|powershell|dotnet|\.net|sql)|\b\.net team\b|\bpowershell team\b/i,
  /\bnvidia\b/i,
  /\bpuppet\b|\bprogress chef\b|\bchef software\b/i,
  /\bjenkins\b/i,
  /\bsplunk\b/i,
  /\btimescale\b/i,
  /\byarn(pkg)?\b/i,
  /\bfluent(d|bit)?\b|\btreasure data\b/i,
];

const distributions =
  /debian|ubuntu|canonical|alpine|fedora|centos|red hat|suse|rocky|alma|amazon linux|wolfi|chainguard|photon|azure linux|mariner/i;

export const isThirdParty = (vendor: string): boolean => !distributions.test(vendor) && thirdParties.some((form) => form.test(vendor));
