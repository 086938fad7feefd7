const longestPath = 1024;
/** Helm writes its comment first; what stands further down is part of the template. */
const searched = 4096;

// A chart's name and a file below it. Other texts name their sources too, as `# Source: https://…`.
const comment =
  /^(?:---[^\n]*\n)?(?:[ \t]*(?:#(?! Source: )[^\r\n]*)?\r?\n){0,20}# Source: ([A-Za-z0-9][\w.-]*\/(?:[^\s/]+\/)*?(?:templates|crds)\/[^\r\n]+)/;

/**
 * The template that a document was rendered from, as `helm template` names it before each: `shop/templates/web.yaml`, the chart's name first.
 * Undefined for a path that leaves the chart. Source: Helm, pkg/action, `# Source: %s`.
 */
export const helmSource = (document: string): string | undefined => {
  if (!document.includes('# Source: ')) return undefined;
  const path = comment.exec(document.slice(0, searched))?.[1]?.trimEnd();
  if (path === undefined || path.length > longestPath || /[\p{Cc}\\]/u.test(path)) return undefined;
  return path.split('/').some((step) => step === '..' || step === '.' || step === '') ? undefined : path;
};
