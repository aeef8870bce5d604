// Makes the extension: one script, and the grammar from beside it.

import { build } from "esbuild";
import { copyFile } from "node:fs/promises";

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node18",
  external: ["vscode"],
  minify: true,
});
for (const file of ["dl.tmLanguage.json", "language-configuration.json"]) {
  await copyFile(`../grammar/${file}`, file);
}
