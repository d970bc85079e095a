// This file makes the types of what travels from the hub's own declarations: src/wire/frames.ts from the JSON Schema
// of the socket's frames, src/wire/endpoints.ts from the OpenAPI document. With --check it only says whether they are
// fresh.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "json-schema-to-typescript";
import openapiTS, { astToString } from "openapi-typescript";
import prettier from "prettier";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const wire = fileURLToPath(new URL("../src/wire/", import.meta.url));

/** Says what GET /v1/openapi.json answers, but for where the hub stands. */
const DOCUMENT = `
import json
from hub.api.openapi import document
from hub.app import ROUTES
print(json.dumps(document(ROUTES, "")))
`;

const schema = JSON.parse(python("-m", "hub.json_schema"));

/** The names of what a frame is made of; what an endpoint has of that is declared once, with the frames. */
const framed = reachable(["Command", "Frame", "Item"]);

/** What the generator says of all that an address has not, and of headers nobody reads. */
const ABSENT =
  /^ *((get|put|post|delete|options|head|patch|trace|query|header|path|cookie|requestBody)\?: never|headers: \{\s*\[name: string\]: unknown;\s*\}|parameters: \{(\s*\w+\?: never;)*\s*\});\n/gm;
const DEFAULT = /^ *\/\*\* @(default .*|description Done\.) \*\/\n/gm;

const made = {
  "frames.ts": await frames(),
  "endpoints.ts": await endpoints(JSON.parse(python("-c", DOCUMENT))),
};
for (const [name, text] of Object.entries(made)) await keep(`${wire}${name}`, text);

/** Write it, or with --check say that it is not what stands there. */
async function keep(file, text) {
  const options = await prettier.resolveConfig(file);
  const fresh = await prettier.format(text, { ...options, filepath: file });
  if (!process.argv.includes("--check")) return writeFileSync(file, fresh);
  if (existsSync(file) && readFileSync(file, "utf8") === fresh) return;
  console.error(`${file.slice(root.length)} is stale. Run: npm run types`);
  process.exitCode = 1;
}

function python(...args) {
  const own = `${root}.venv/bin/python`;
  const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
  return execFileSync(python, args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}

/** The names of these definitions and of all that they refer to. */
function reachable(names, found = new Set()) {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name);
    const refs = JSON.stringify(schema.$defs[name]).matchAll(/"#\/\$defs\/(\w+)"/g);
    reachable(
      [...refs].map(([, one]) => one),
      found,
    );
  }
  return found;
}

async function frames() {
  // The definitions' keys name the types; their titles would say the same a second time.
  const defs = [...framed].sort().map((name) => [name, { ...schema.$defs[name], title: name }]);
  const types = await compile({ ...schema, $defs: Object.fromEntries(defs) }, "Wire", {
    bannerComment: "/* Made by `npm run types` from hub/wire.py. Not edited by hand. */",
    additionalProperties: false,
    unreachableDefinitions: true,
    format: false,
  });
  // What the compiler adds to each type about where it found it.
  const noise = /( \*[ ]*\n)? \* This interface was referenced by [^\n]*\n \* via the [^\n]*\n/g;
  const own = types.replace(noise, "").replaceAll("/**\n */\n", "");
  return `${own}
/** Characters in the longest text. */
export const TEXT_LENGTH = ${schema.$defs.TextItem.properties.text.maxLength};
/** Characters in the longest remark on an activity. */
export const WORDS_LENGTH = ${schema.$defs.Nap.properties.note.maxLength};
export const SUBPROTOCOL = ${JSON.stringify(schema.subprotocol)};
`;
}

async function endpoints(document) {
  const { schemas } = document.components;
  // The schemas' keys name the types; their titles would say the same a second time.
  for (const one of Object.values(schemas)) delete one.title;
  for (const methods of Object.values(document.paths)) Object.values(methods).forEach(asked);
  const types = await openapiTS(document, {
    defaultNonNullable: false, // what has a default may be left out
    transform: (_, { path }) => {
      const name = path?.match(/^#\/components\/schemas\/(\w+)$/)?.[1];
      return framed.has(name) ? ts.factory.createTypeReferenceNode(`frames.${name}`) : undefined;
    },
  });
  const named = Object.keys(schemas).filter((name) => !framed.has(name));
  return `/* Made by \`npm run types\` from the OpenAPI document. Not edited by hand. */
import type * as frames from "./frames";
${astToString(types).replace(ABSENT, "").replace(DEFAULT, "")}
${named.map((name) => `export type ${name} = components["schemas"]["${name}"];`).join("\n")}

/** Characters in the shortest password. */
export const PASSWORD_LENGTH = ${schemas.PasswordIn.properties.new.minLength};

/** Pages in one print of invitations. */
export const PRINTED_AT_ONCE = ${schemas.InviteIn.properties.people.maxItems};
`;
}

/** What the page needs of an operation: not what api.ts sees to. */
function asked(operation) {
  delete operation.responses.default;
  operation.parameters = operation.parameters.filter((one) => one.in !== "header");
}
