import { type ComposeDocument, composeDocument } from "../compose/document.js";
import { majorVersionOfTag } from "../containers/postgres-layout.js";
import { firstStartNames } from "../services/first-start.js";
import { InfraError } from "../errors/infra-error.js";
import { readStats } from "../system/files.js";
import { openEstablishedEnvironment, type OperationOptions } from "./stages/environment.js";

export interface ComposeReport {
  name: string;
  /** The Compose file. Its password is a `Secret`. */
  compose: ComposeDocument;
}

/**
 * The environment as a Compose file. It needs no engine; it records the checkout, because the labels contain its id.
 */
export async function compose(options: OperationOptions): Promise<ComposeReport> {
  const { config, context } = await openEstablishedEnvironment(options);
  const { image } = config.postgres;
  if (majorVersionOfTag(image) === undefined) {
    context.emit({
      type: "warning",
      message: `The PostgreSQL version of ${image} is unknown; the Compose file mounts the volume where version 18 and newer keep their data`,
    });
  }
  const { user, database, passwordFile } = config.postgres;
  if (passwordFile !== undefined && (await readStats(passwordFile)) === undefined) {
    throw new InfraError("USAGE", "The password does not exist yet: the first `infra up` generates it", {
      hint: "infra up && infra compose",
    });
  }
  const first = firstStartNames(config.postgres);
  if (first.user !== user || first.database !== database) {
    context.emit({
      type: "warning",
      message: `The image cannot create the user ${user} and the database ${database} because of their names; infra up creates them`,
    });
  }
  return { name: config.name, compose: composeDocument(config) };
}
