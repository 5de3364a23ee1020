import { type ComposeDocument, composeDocument } from "../compose/document.js";
import { majorVersionOfTag } from "../containers/postgres-layout.js";
import { openEnvironment } from "./environment.js";
import type { OperationOptions } from "./reports.js";

export interface ComposeReport {
  name: string;
  /** The Compose file. Its password is a `Secret`. */
  compose: ComposeDocument;
}

/** The environment as a Compose file. Asks no engine. */
export async function compose(options: OperationOptions): Promise<ComposeReport> {
  const { config, context } = await openEnvironment(options);
  const { image } = config.postgres;
  if (majorVersionOfTag(image) === undefined) {
    context.emit({
      type: "warning",
      message: `${image} does not say which PostgreSQL it holds; the volume's path in the Compose file is that of version 18 and newer`,
    });
  }
  return { name: config.name, compose: composeDocument(config) };
}
