// Prints a token for scripts: somebody new unless an id is given.
//   JWT_SECRET=... node examples/travel/token.mjs "Ali Traveller" user 1
import { somebody, tokenFor } from './client.mjs';

const [name = 'Somebody', role = 'user', id] = process.argv.slice(2);
console.log(id === undefined ? somebody(name, role).token : tokenFor({ id, name, role }));
