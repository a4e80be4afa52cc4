// Makes static/build/ from our own SCSS and JavaScript: `npm run build`.
// Compiles the stylesheet, turns left and right into start and end, copies fonts and icon.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const built = join(here, "build");

// The pattern library is written for left-to-right pages. Our pages may be in Urdu or Arabic, so its
// physical directions become logical ones here, once, instead of in a second stylesheet.
const LOGICAL = [
  [/\b(margin|padding|border)-left\b/g, "$1-inline-start"],
  [/\b(margin|padding|border)-right\b/g, "$1-inline-end"],
  [/(?<=[{;])left:/g, "inset-inline-start:"],
  [/(?<=[{;])right:/g, "inset-inline-end:"],
  [/\btext-align:left\b/g, "text-align:start"],
  [/\btext-align:right\b/g, "text-align:end"],
  [/\bfloat:left\b/g, "float:inline-start"],
  [/\bfloat:right\b/g, "float:inline-end"],
];

function logical(css) {
  return LOGICAL.reduce((text, [physical, replacement]) => text.replace(physical, replacement), css);
}

function copyFonts() {
  const from = join(modules, "@fontsource", "atkinson-hyperlegible-next");
  mkdirSync(join(built, "fonts"), { recursive: true });
  for (const script of ["latin", "latin-ext"]) {
    for (const weight of ["400", "700"]) {
      const name = `atkinson-hyperlegible-next-${script}-${weight}-normal.woff2`;
      copyFileSync(join(from, "files", name), join(built, "fonts", name));
    }
  }
  copyFileSync(join(from, "LICENSE"), join(built, "fonts", "LICENSE"));
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });
const { css } = compile(join(here, "scss", "portal.scss"), { style: "compressed", loadPaths: [modules] });
writeFileSync(join(built, "portal.css"), logical(css));
writeFileSync(join(built, "portal.js"), readFileSync(join(here, "js", "portal.js")));
copyFileSync(join(here, "icon.svg"), join(built, "icon.svg"));
copyFonts();
// What a browser is sent: WhiteNoise takes the smaller file beside the plain one. Fonts are small already.
for (const name of ["portal.css", "portal.js", "icon.svg"]) {
  writeFileSync(join(built, `${name}.gz`), gzipSync(readFileSync(join(built, name)), { level: 9 }));
}
