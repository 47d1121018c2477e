// What an editor offers, and what it marks: the YAML language server, as VS Code's extension uses it, asked about a few
// files in one go. Reads {schema, files: [text]} from its input; a `|` in a text is where the cursor stands. Writes, for
// each file, what is offered there as [{label, insert, about}], or what is marked as [message] where there is no cursor.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const language = "yaml-language-server/out/server/src";
const { getLanguageService } = require(`${language}/languageservice/yamlLanguageService.js`);
const { SettingsState } = require(`${language}/yamlSettings.js`);
const { TextDocument } = require("vscode-languageserver-textdocument");

const { schema, files } = JSON.parse(readFileSync(0, "utf8"));
const settings = new SettingsState();
const nothing = { send() {}, sendError() {}, sendTrack() {} };
const formats = { documentationFormat: ["plaintext"], snippetSupport: true };
const service = getLanguageService({
  schemaRequestService: async (address) => {
    throw new Error(`nothing may be fetched: ${address}`);
  },
  workspaceContext: { resolveRelativePath: (path) => path },
  telemetry: nothing,
  yamlSettings: settings,
  clientCapabilities: { textDocument: { completion: { completionItem: formats } } },
});
service.configure({
  completion: true,
  validate: true,
  hover: true,
  yamlVersion: "1.2",
  customTags: [],
  schemas: [{ uri: "file:///schema.json", fileMatch: ["*.yaml"], schema }],
});

const answers = [];
for (const [number, text] of files.entries()) {
  const cursor = text.indexOf("|");
  const whole = cursor < 0 ? text : text.slice(0, cursor) + text.slice(cursor + 1);
  const document = TextDocument.create(`file:///${number}.yaml`, "yaml", 0, whole);
  settings.documents = { get: () => document };
  if (cursor < 0) {
    const marked = await service.doValidation(document, false);
    answers.push(marked.map((found) => found.message));
  } else {
    const offered = await service.doComplete(document, document.positionAt(cursor), false);
    const about = (item) => item.documentation?.value ?? item.documentation ?? "";
    answers.push(offered.items.map((item) => ({ label: item.label, insert: item.insertText, about: about(item) })));
  }
}
process.stdout.write(JSON.stringify(answers));
