/** A private registry of ECR. */
export type EcrRegistry = { readonly account: string; readonly region: string };

// Source: Amazon ECR user guide, private registries; AWS General Reference, ECR endpoints (FIPS, China).
const form = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|amazonaws\.com\.cn|on\.aws)$/;

/** `others`: hosts that stand for a registry of ECR, `host → account and region`: a proxy, or an emulator. */
export const ecrRegistryOf = (host: string, others: { readonly [host: string]: EcrRegistry } = {}): EcrRegistry | undefined => {
  const other = Object.hasOwn(others, host) ? others[host] : undefined;
  if (other) return other;
  const [, account, region] = form.exec(host) ?? [];
  return account !== undefined && region !== undefined ? { account, region } : undefined;
};

/** The host of a registry: one that stands for it, or ECR's own. */
export const hostOfRegistry = ({ account, region }: EcrRegistry, others: { readonly [host: string]: EcrRegistry } = {}): string => {
  const other = Object.entries(others).find(([, registry]) => registry.account === account && registry.region === region);
  return other?.[0] ?? `${account}.dkr.ecr.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
};
