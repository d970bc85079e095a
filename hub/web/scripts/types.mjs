// This file makes src/wire.ts from the hub's own declarations; with --check it only says whether it is fresh.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";
import prettier from "prettier";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const file = fileURLToPath(new URL("../src/wire.ts", import.meta.url));

/** What the compiler adds to each type about where it found it. */
const NOISE = /( \*[ ]*\n)? \* This interface was referenced by [^\n]*\n \* via the [^\n]*\n/g;

const fresh = await typescript(schema());
if (!process.argv.includes("--check")) {
  writeFileSync(file, fresh);
} else if (!existsSync(file) || readFileSync(file, "utf8") !== fresh) {
  console.error("src/wire.ts is stale. Run: npm run types");
  process.exit(1);
}

function schema() {
  const own = `${root}.venv/bin/python`;
  const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
  return JSON.parse(execFileSync(python, ["-m", "hub.schema"], { cwd: root, encoding: "utf8" }));
}

async function typescript(schema) {
  const types = await compile(untitled(schema), "Wire", {
    bannerComment:
      "/* Made by `npm run types` from hub/wire.py and hub/doors/bodies.py. Not edited by hand. */",
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
  });
  const limits = `
/** Characters in the longest text. */
export const TEXT_LENGTH = ${schema.$defs.TextItem.properties.text.maxLength};
/** Characters in the longest remark on an activity. */
export const WORDS_LENGTH = ${schema.$defs.Nap.properties.note.maxLength};
/** Characters in the shortest password. */
export const PASSWORD_LENGTH = ${schema.$defs.PasswordIn.properties.new.minLength};
export const SUBPROTOCOL = ${JSON.stringify(schema.subprotocol)};
`;
  const own = types.replace(NOISE, "").replaceAll("/**\n */\n", "");
  const options = await prettier.resolveConfig(file);
  return prettier.format(own + limits, { ...options, filepath: file });
}

/** The definitions' keys name the types; their titles would say the same a second time. */
function untitled(schema) {
  const defs = Object.entries(schema.$defs).map(([name, one]) => [name, { ...one, title: name }]);
  return { ...schema, $defs: Object.fromEntries(defs) };
}
