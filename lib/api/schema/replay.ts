import * as z from 'zod';
import { replayInput } from '../../replay/input.ts';
import { replayChange, replayView } from '../../replay/record.ts';
import { named } from './named.ts';
import { subjectSchema } from './verdict.ts';

export const newReplaySchema = named('NewReplay', replayInput);
export const replaySchema = named('Replay', replayView.extend({}));
export const replayChangeSchema = named('ReplayChange', z.object({ ...replayChange.shape, subjects: z.array(subjectSchema) }));
