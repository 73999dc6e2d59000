// Prints a token for scripts: token.mjs ID NAME patient|doctor
//   JWT_SECRET=... node examples/telehealth/token.mjs patient-1 "Ahmed Benali" patient
import { tokenFor } from './client.mjs';

const [sub = 'patient-1', name = 'Somebody', userType = 'patient'] = process.argv.slice(2);
console.log(tokenFor({ sub, name, userType }));
