export { createClient } from './client.ts';
export { PlimsollError } from './error.ts';
