// Runs forge's tests, with the arguments given, and writes the gas snapshot anew. Compile first: they test what is there.
import { forge, install } from './install.mjs';

install();
process.exit(forge('test', ...process.argv.slice(2)));
