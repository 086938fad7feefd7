import * as z from 'zod';
import { decideGate } from '../../../gate/decide.ts';
import type { GateAnswer } from '../../../gate/result.ts';
import { endpoint, noParams } from '../../endpoint.ts';
import { json } from '../../reply.ts';
import { flatAnswerSchema, gateAnswerSchema, gateRequestSchema } from '../../schema/gate.ts';

export const decideGateRoute = endpoint({
  method: 'post',
  path: '/v1/gate',
  operation: 'decideGate',
  tag: 'gate',
  summary: 'May this change go?',
  description:
    "Answered from stored verdicts alone. What was never seen is scanned from now on and answered by the policy's action for it. `deny` is a successful answer; `?format=flat` says it in single fields, for tools that can only test one.",
  scope: 'gate:read',
  params: noParams,
  query: z.strictObject({ format: z.enum(['full', 'flat']).default('full') }),
  body: {
    schema: gateRequestSchema,
    maxBytes: 262_144,
    example: { subjects: [{ reference: 'registry.example.com/web:1.4' }], environment: 'production', stage: 'deploy' },
  },
  replies: { 200: { description: 'The answer', content: { 'application/json': z.union([gateAnswerSchema, flatAnswerSchema]) } } },
  errors: ['invalid-reference', 'not-found'],
  handle: async ({ deps, caller, query, body }) => {
    const answer = await decideGate(deps, caller, body);
    return json(200, query.format === 'flat' ? flat(answer) : answer);
  },
});

const flat = ({ decision, judged, reasons }: GateAnswer) => ({
  allowed: decision === 'allow' || decision === 'warn',
  denied: decision === 'deny',
  warned: decision === 'warn',
  unknown: decision === 'unknown',
  decision,
  judged,
  message: reasons.map(({ message }) => message).join('; '),
});
