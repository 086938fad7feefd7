/** The API group of a version: `apps/v1` is of `apps`, `v1` of ''. */
export const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(apiVersion.lastIndexOf('/'), 0));
