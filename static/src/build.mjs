// Makes static/css, static/js/govuk-frontend-*.min.js, static/fonts and tests/vendor from the packages in package.json.
// `node static/src/build.mjs` writes them; with `--check` it writes nothing and ends with 1 if a committed file differs.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const modules = join(root, "node_modules");
const version = (name) => createRequire(import.meta.url)(join(modules, name, "package.json")).version;
const frontend = join(modules, "govuk-frontend", "dist", "govuk");
const fonts = join(modules, "@fontsource", "atkinson-hyperlegible-next");

// A source map or an /assets/ address would point at a file we do not ship, and hashed static storage stops on both.
const withoutSourceMap = (text) => text.replace(/\/\/# sourceMappingURL=.*$/gm, "").trimEnd() + "\n";

// Written into leap.css, so that a machine without node can still tell that a source was changed and not built.
function fingerprint() {
  const sources = readdirSync(join(root, "static", "src")).filter((name) => /\.(scss|mjs)$/.test(name)).sort();
  const hash = createHash("sha256");
  for (const name of sources) hash.update(readFileSync(join(root, "static", "src", name)));
  return hash.update(readFileSync(join(root, "package-lock.json"))).digest("hex").slice(0, 32);
}

function styles() {
  const { css } = sass.compile(join(root, "static", "src", "leap.scss"), {
    loadPaths: [modules],
    style: "compressed",
    charset: false,
  });
  if (css.includes("/assets/")) throw new Error("leap.css points at /assets/, which LEAP does not have");
  return withoutSourceMap(css);
}

function outputs() {
  const frontendVersion = version("govuk-frontend");
  const notice = `/*! GOV.UK Frontend ${frontendVersion}. MIT licence: see static/src/LICENCES.txt */\n`;
  const made = {
    "static/css/leap.css": `${notice}/*! made from sources ${fingerprint()} */\n${styles()}`,
    "static/js/govuk-frontend.min.js":
      notice + withoutSourceMap(readFileSync(join(frontend, "govuk-frontend.min.js"), "utf8")),
    "tests/vendor/axe.min.js": readFileSync(join(modules, "axe-core", "axe.min.js"), "utf8"),
  };
  for (const subset of ["latin", "latin-ext"]) {
    for (const weight of [400, 700]) {
      const file = `atkinson-hyperlegible-next-${subset}-${weight}-normal.woff2`;
      made[`static/fonts/${file}`] = readFileSync(join(fonts, "files", file));
    }
  }
  return made;
}

const checking = process.argv.includes("--check");
const different = [];
for (const [path, content] of Object.entries(outputs())) {
  const target = join(root, path);
  const bytes = Buffer.from(content);
  if (existsSync(target) && readFileSync(target).equals(bytes)) continue;
  different.push(path);
  if (checking) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, bytes);
}
if (checking && different.length) {
  console.error(`Differs from what the sources make: ${different.join(", ")}. Run \`npm run build\` and commit.`);
  process.exit(1);
}
console.log(checking ? "styles, scripts and fonts match their sources" : `written: ${different.join(", ") || "nothing new"}`);
