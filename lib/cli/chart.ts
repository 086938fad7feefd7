const chartFile = /(?:^|\/)Chart\.ya?ml$/;

/** Which of a folder's paths are templates of a chart: they are no YAML before they are rendered. Source: Helm, "The chart file structure". */
export const chartTemplates = (paths: readonly string[]): ((path: string) => boolean) => {
  const charts = new Set(paths.filter((path) => chartFile.test(path)).map((path) => path.replace(/[^/]*$/, '')));
  return (path) => {
    const chart = /^(.*?)templates\//.exec(path)?.[1];
    return chart !== undefined && charts.has(chart);
  };
};

/** What is said of templates in place of a judgement. */
export const unreadTemplates = (paths: readonly string[]): readonly { readonly rule: string; readonly reason: string }[] =>
  paths.length === 0
    ? []
    : [{ rule: 'template', reason: `templates are not judged before they are rendered (plimsoll check <chart folder>): ${listed(paths)}` }];

const shown = 5;
/** The first few of many paths. */
export const listed = (paths: readonly string[]): string =>
  `${paths.slice(0, shown).join(', ')}${paths.length > shown ? ` and ${paths.length - shown} more` : ''}`;
