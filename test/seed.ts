import { configureGlobal } from 'fast-check';

// One seed, so that a failure is the change's own and can be run again; FC_SEED=random or a number explores.
const asked = process.env['FC_SEED'] ?? '20261126';
configureGlobal({ seed: asked === 'random' ? Date.now() : Number(asked) });
