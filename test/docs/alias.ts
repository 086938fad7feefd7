// A row a form of id. Ids of kube-linter and kube-score look alike, as do those of kubesec and BuildKit; a row then names both.
const forms: readonly (readonly [RegExp, string])[] = [
  [/^(?:AVD-)?(?:KSV|KCV|DS)-?\d/, 'Trivy'],
  [/^CKV2?_/, 'Checkov'],
  [/^DL\d{4}$/, 'hadolint'],
  [/^SC\d{4}$/, 'ShellCheck'],
  [/^C-\d{4}$/, 'Kubescape'],
  [/^(?:CIS-DI|DKL)-/, 'Dockle'],
  [/^CIS-/, 'CIS Kubernetes Benchmark'],
  [/^psa-/, 'Pod Security admission'],
  [/^k8s[a-z]/, 'Gatekeeper library'],
  [/^scorecard-/, 'OpenSSF Scorecard'],
  [/^[0-9a-f]{8}-[0-9a-f]{4}-/, 'KICS'],
  [/^[a-z]+(?:[A-Z]|$)/, 'Polaris'],
  [/^[a-z0-9]+-/, 'kube-linter, kube-score or Polaris'],
  [/^[A-Z]/, 'BuildKit, kubesec'],
];

/** Other tools' ids for one check, grouped by tool in the order of the table. */
export const aliasesByTool = (aliases: readonly string[]): readonly (readonly [tool: string, ids: readonly string[]])[] => {
  const groups = new Map<string, string[]>(forms.map(([, tool]) => [tool, []]));
  for (const id of aliases) {
    const tool = forms.find(([form]) => form.test(id))?.[1] ?? 'others';
    groups.set(tool, [...(groups.get(tool) ?? []), id]);
  }
  return [...groups].filter(([, ids]) => ids.length > 0);
};
