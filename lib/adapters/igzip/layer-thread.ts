import { runLayerThread } from '../../image/layer/thread/main.ts';
import { createIgzip } from './igzip.ts';

runLayerThread(createIgzip);
