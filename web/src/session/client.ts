/** The SDK as a file of its own, for those who are signed in. */
export { createParley } from '@parley/client';
