import type { ActiveState } from './record.ts';
import { inspecting } from './state/inspecting.ts';
import { judging } from './state/judging.ts';
import { matching } from './state/matching.ts';
import { queued } from './state/queued.ts';
import { resolving } from './state/resolving.ts';
import type { Step } from './step.ts';

/** What is done in each state; every step may run twice and may be killed at any point. */
export const steps: { readonly [state in ActiveState]: Step } = { queued, resolving, inspecting, matching, judging };
