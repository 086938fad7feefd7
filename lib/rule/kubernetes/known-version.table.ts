/** From the first version that has the flaw up to the first that has not, as the project's advisory says. */
export type VersionRange = readonly [from: string, before: string];

export type KnownFlaw = {
  readonly cve: string;
  readonly what: string;
  readonly fix: string;
} & (
  | { readonly of: 'image'; readonly name: RegExp; readonly affected: readonly VersionRange[] }
  /** `needs`: only nodes on which a pod of the change does this are affected. */
  | {
      readonly of: 'node';
      readonly field: 'kubeletVersion' | 'containerRuntimeVersion' | 'kernelVersion';
      readonly prefix?: string;
      readonly needs?: 'subPath' | 'APIService';
      readonly affected: readonly VersionRange[];
    }
);

/** Flaws of versions that manifests and Node objects show. Sources: the advisories of the projects, by the CVE's id. */
export const knownFlaws: readonly KnownFlaw[] = [
  {
    cve: 'CVE-2021-25741',
    what: 'a subPath volume reaches files of the host through a symbolic link',
    fix: 'Update the kubelet to 1.19.15, 1.20.11, 1.21.5, 1.22.2 or newer.',
    of: 'node',
    field: 'kubeletVersion',
    needs: 'subPath',
    affected: [
      ['0', '1.19.15'],
      ['1.20.0', '1.20.11'],
      ['1.21.0', '1.21.5'],
      ['1.22.0', '1.22.2'],
    ],
  },
  {
    cve: 'CVE-2022-3172',
    what: 'an aggregated API server can redirect a client with its credentials',
    fix: 'Update Kubernetes to 1.22.14, 1.23.11, 1.24.5, 1.25.1 or newer.',
    of: 'node',
    field: 'kubeletVersion',
    needs: 'APIService',
    affected: [
      ['0', '1.22.14'],
      ['1.23.0', '1.23.11'],
      ['1.24.0', '1.24.5'],
      ['1.25.0', '1.25.1'],
    ],
  },
  {
    cve: 'CVE-2022-0185',
    what: 'a heap overflow in the kernel’s file system contexts gives root on the node',
    fix: 'Update the kernel to 5.16.2 or newer.',
    of: 'node',
    field: 'kernelVersion',
    affected: [['5.1', '5.16.2']],
  },
  {
    cve: 'CVE-2022-23648',
    what: 'an image can read files of the host',
    fix: 'Update containerd to 1.4.13, 1.5.10, 1.6.1 or newer.',
    of: 'node',
    field: 'containerRuntimeVersion',
    prefix: 'containerd://',
    affected: [
      ['0', '1.4.13'],
      ['1.5.0', '1.5.10'],
      ['1.6.0', '1.6.1'],
    ],
  },
  {
    cve: 'CVE-2022-24348',
    what: 'a Helm chart reads files of other applications',
    fix: 'Update Argo CD to 2.1.9, 2.2.4, 2.3.0 or newer.',
    of: 'image',
    name: /(?:^|\/)argocd$/,
    affected: [
      ['0', '2.1.9'],
      ['2.2.0', '2.2.4'],
    ],
  },
  {
    cve: 'CVE-2022-39328',
    what: 'a race lets anyone reach authenticated endpoints',
    fix: 'Update Grafana to 9.2.4 or newer.',
    of: 'image',
    name: /(?:^|\/)grafana(?:-oss|-enterprise)?$/,
    affected: [['9.2.0', '9.2.4']],
  },
  {
    cve: 'CVE-2022-47633',
    what: 'a registry can pass an image off as signed',
    fix: 'Update Kyverno to 1.8.5 or newer.',
    of: 'image',
    name: /(?:^|\/)kyverno(?:pre)?$/,
    affected: [['1.8.3', '1.8.5']],
  },
  {
    cve: 'CVE-2025-1974',
    what: 'whoever reaches the admission port runs code in the controller',
    fix: 'Update ingress-nginx to 1.11.5, 1.12.1 or newer, or leave it: it is retired.',
    of: 'image',
    name: /(?:^|\/)ingress-nginx\/controller(?:-chroot)?$|(?:^|\/)nginx-ingress-controller$/,
    affected: [
      ['0', '1.11.5'],
      ['1.12.0', '1.12.1'],
    ],
  },
];

/** Minor versions of Kubernetes that get fixes, the oldest first. Source: kubernetes.io/releases, November 2026. */
export const oldestSupportedMinor = 34;
