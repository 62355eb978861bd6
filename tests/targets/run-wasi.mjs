// Runs one WASI (preview 1) program under node: node run-wasi.mjs PROGRAM.wasm [FOLDER] [ARGUMENT...]
// FOLDER, when given and not empty, is all the program can see; it is passed on as its first argument.
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { WASI } from "node:wasi";

const [program, folder, ...rest] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: [program, ...(folder ? ["/folder"] : []), ...rest],
  preopens: folder ? { "/folder": resolve(folder) } : {},
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
process.exitCode = wasi.start(instance);
