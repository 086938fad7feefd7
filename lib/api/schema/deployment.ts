import * as z from 'zod';
import { deploymentInput } from '../../deployment/input.ts';
import { deploymentRecord, runningRecord } from '../../deployment/record.ts';
import { named } from './named.ts';

export const environmentName = z.string().min(1).max(128);
export const newDeploymentSchema = named('NewDeployment', deploymentInput);
export const deploymentSchema = named('Deployment', deploymentRecord);
export const runningSchema = named('RunningPart', runningRecord);
