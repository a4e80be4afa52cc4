// Makes static/build/ from our own SCSS and JavaScript: `npm run build`.
// Compiles the stylesheet, turns left and right into start and end, copies fonts and icon.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
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

// For pages in scripts that it lacks; a browser fetches one only where such words stand.
const OTHER_FACES = { arabic: "vazirmatn", bengali: "noto-sans-bengali", gurmukhi: "noto-sans-gurmukhi" };

function copyFonts() {
  const fonts = join(built, "fonts");
  mkdirSync(fonts, { recursive: true });
  const face = "atkinson-hyperlegible-next";
  const from = join(modules, "@fontsource", face);
  for (const script of ["latin", "latin-ext"]) {
    for (const weight of ["400", "700"]) {
      const name = `${face}-${script}-${weight}-normal.woff2`;
      copyFileSync(join(from, "files", name), join(fonts, name));
    }
  }
  copyFileSync(join(from, "LICENSE"), join(fonts, "LICENSE"));
  for (const [script, other] of Object.entries(OTHER_FACES)) {
    const folder = join(modules, "@fontsource", other);
    for (const weight of ["400", "700"]) {
      const name = `${other}-${script}-${weight}-normal.woff2`;
      copyFileSync(join(folder, "files", name), join(fonts, `${other}-${weight}-normal.woff2`));
    }
    copyFileSync(join(folder, "LICENSE"), join(fonts, `LICENSE-${other}`));
  }
}

// What letters are set in. The typesetter reads TrueType, and silently no woff2; portal/formats/typesetting.py names
// the families. One weight for words and one for headings: nothing of ours is in italics.
const PRINT_FACES = [
  "atkinson-hyperlegible-next",
  "hind-siliguri",
  "noto-emoji",
  "noto-sans",
  "noto-sans-ethiopic",
  "noto-sans-gujarati",
  "noto-sans-gurmukhi",
  "noto-sans-symbols",
  "noto-sans-symbols-2",
  "noto-sans-tamil",
  "vazirmatn",
];

function copyPrintFonts() {
  const print = join(built, "fonts", "print");
  mkdirSync(print, { recursive: true });
  for (const face of PRINT_FACES) {
    const from = join(modules, "@expo-google-fonts", face);
    for (const weight of ["400Regular", "700Bold"].filter((folder) => existsSync(join(from, folder)))) {
      for (const name of readdirSync(join(from, weight)).filter((file) => file.endsWith(".ttf"))) {
        copyFileSync(join(from, weight, name), join(print, name));
      }
    }
    copyFileSync(join(from, "LICENSE_FONT"), join(print, `LICENSE-${face}`));
  }
}

rmSync(built, { recursive: true, force: true });
mkdirSync(built, { recursive: true });
const { css } = compile(join(here, "scss", "portal.scss"), { style: "compressed", loadPaths: [modules] });
writeFileSync(join(built, "portal.css"), logical(css));
writeFileSync(join(built, "portal.js"), readFileSync(join(here, "js", "portal.js")));
copyFileSync(join(here, "icon.svg"), join(built, "icon.svg"));
copyFonts();
copyPrintFonts();
// What a browser is sent: WhiteNoise takes the smaller file beside the plain one. Fonts are small already.
for (const name of ["portal.css", "portal.js", "icon.svg"]) {
  writeFileSync(join(built, `${name}.gz`), gzipSync(readFileSync(join(built, name)), { level: 9 }));
}
