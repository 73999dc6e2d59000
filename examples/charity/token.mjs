// Prints a token for scripts: somebody new unless an id is given.
//   JWT_SECRET=... node examples/charity/token.mjs Dora USER dora-1
import { somebody, tokenFor } from './client.mjs';

const [name = 'Somebody', role = 'USER', id] = process.argv.slice(2);
console.log(id === undefined ? somebody(name, role).token : tokenFor({ sub: id, name, role }));
