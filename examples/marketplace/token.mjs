// Prints a token for scripts: token.mjs ID NAME [ROLE]
//   JWT_SECRET=... node examples/marketplace/token.mjs awa "Awa Diop"
import { tokenFor } from './client.mjs';

const [sub = 'awa', name = 'Somebody', role = 'user'] = process.argv.slice(2);
console.log(tokenFor({ sub, name, role }));
