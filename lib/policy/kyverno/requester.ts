import type { JsonObject } from '../../model/json.ts';

const names = /request\.(?:userInfo|roles|clusterRoles)\b|serviceAccount(?:Name|Namespace)\b/;

/** Whether a rule reads who asks, which nobody can tell of a manifest that nobody sends yet. */
export const asksWho = (rule: JsonObject): boolean => names.test(JSON.stringify(rule));
