// Starts `dlc lsp` and lets VS Code talk to it. All that is known of the language is known there.

import { commands, type ExtensionContext, window, workspace } from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("dl.restart", restart),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("dl.server.path")) void restart();
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const command = workspace.getConfiguration("dl").get<string>("server.path") || "dlc";
  const server: ServerOptions = { command, args: ["lsp"] };
  // The server itself asks to be told of files that change beside the editor.
  const options: LanguageClientOptions = {
    documentSelector: [
      { scheme: "file", language: "dl" },
      { scheme: "untitled", language: "dl" },
    ],
  };
  client = new LanguageClient("dl", "dl", server, options);
  try {
    await client.start();
  } catch {
    const told = `\`${command} lsp\` does not start. Install dlc, or set dl.server.path to where it is.`;
    void window.showErrorMessage(told);
  }
}
