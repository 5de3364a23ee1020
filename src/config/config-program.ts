/** The input of the process that runs a config file. */
export interface ConfigRequest {
  path: string;
  /** The same as a URL, for `import`. */
  url: string;
  /** For files that Node is not to read itself: URL of jiti, and the folder for translated files. */
  jiti?: { url: string; cacheFolder: string | false };
  deadlineMs: number;
}

/** Its answer: one line of JSON on file descriptor 3. */
export type ConfigAnswer =
  | { kind: "exported"; value?: unknown; faults: ConfigFault[] }
  | { kind: "thrown"; error: ThrownValue }
  /** The file waits for a promise that cannot settle any more. */
  | { kind: "unsettled" };

/** A part of the export that is not plain data and is left out of the value. */
export interface ConfigFault {
  /** Dotted. */
  key: string;
  message: string;
  error?: ThrownValue;
}

/** A thrown value in a form that can be sent to another process. */
export interface ThrownValue {
  name: string;
  message: string;
  stack?: string;
  cause?: ThrownValue;
}

/**
 * The program that runs a config file, as text for `node --eval`: one file less to ship, and the same from the sources, the
 * library and the bundle. The functions below it are all that this program has, so they use nothing from outside.
 */
export function configProgram(request: ConfigRequest): string {
  const functions = [runConfigFile, importFile, exportOf, toPlainData, kindOf, keysOf, describeThrown];
  // By its name at run time: a bundler may have changed it.
  const call = `${runConfigFile.name}(${JSON.stringify(request)}, (specifier) => import(specifier));`;
  return [...functions.map(String), call].join("\n");
}

type Load = (specifier: string) => Promise<unknown>;

async function runConfigFile(request: ConfigRequest, load: Load): Promise<void> {
  // `--eval` defines it: \`module.exports\` in an ES module would be lost instead of an error, after which jiti reads the file.
  delete (globalThis as { module?: unknown }).module;
  const { writeSync } = (await load("node:fs")) as typeof import("node:fs");
  // Kept, because the file may replace them.
  const { stringify } = JSON;
  const later = setTimeout;
  let isAnswered = false;
  const answer = (content: ConfigAnswer) => {
    if (isAnswered) return;
    isAnswered = true;
    const bytes = Buffer.from(`${stringify(content)}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(3, bytes, written);
    // Until it is ended from outside.
    later(() => undefined, request.deadlineMs * 2);
  };
  // Rejections without a handler arrive here as well.
  process.on("uncaughtException", (error) => answer({ kind: "thrown", error: describeThrown(error) }));
  process.on("beforeExit", () => answer({ kind: "unsettled" }));
  // For the case that the command was killed, which would have ended this process.
  later(() => process.kill(process.pid, "SIGKILL"), request.deadlineMs * 2).unref();
  try {
    const exported = await importFile(request, load);
    const content = typeof exported === "function" ? ((await exported()) as unknown) : exported;
    const faults: ConfigFault[] = [];
    const value = toPlainData(content, { key: "", above: [], faults });
    // For rejections and for timers that are due.
    await new Promise((resolve) => later(resolve, 1));
    answer({ kind: "exported", value, faults });
  } catch (error) {
    answer({ kind: "thrown", error: describeThrown(error) });
  }
}

async function importFile({ path, url, jiti }: ConfigRequest, load: Load): Promise<unknown> {
  if (jiti === undefined) return exportOf(await load(url));
  const { createJiti } = (await load(jiti.url)) as typeof import("jiti");
  const read = async (fsCache: string | false) =>
    exportOf(await createJiti(path, { moduleCache: false, fsCache }).import(path));
  try {
    return await read(jiti.cacheFolder);
  } catch (error) {
    // A full or read-only disk keeps no translated file.
    const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "";
    if (jiti.cacheFolder === false || !["ENOSPC", "EDQUOT", "EROFS"].includes(code)) throw error;
    return read(false);
  }
}

/** The default export of a module, or what CommonJS exports; `exports.default` where a compiler made CommonJS of a module. */
function exportOf(module: unknown): unknown {
  const has = (value: unknown, name: string) =>
    typeof value === "object" && value !== null && Object.hasOwn(value, name);
  const defaultOf = (value: unknown) =>
    has(value, "default") ? (value as { default: unknown }).default : undefined;
  const isModule = has(module, "__esModule") || Object.prototype.toString.call(module) === "[object Module]";
  const exported = isModule ? defaultOf(module) : module;
  return has(exported, "__esModule") && has(exported, "default") ? defaultOf(exported) : exported;
}

/** A copy that JSON can represent. Other values are reported in `faults` and left out. */
function toPlainData(
  value: unknown,
  place: { key: string; above: readonly unknown[]; faults: ConfigFault[] },
): unknown {
  if (value === null || value === undefined || /^(?:string|number|boolean)$/.test(typeof value)) return value;
  const kind = kindOf(value);
  const { key, above, faults } = place;
  const reason =
    kind !== "list" && kind !== "record"
      ? `is a ${kind}`
      : above.includes(value)
        ? "contains itself"
        : above.length > 50
          ? "is nested too deeply"
          : undefined;
  if (reason !== undefined) {
    faults.push({
      key,
      message: `${reason}; only text, numbers, true, false, lists and objects are supported`,
    });
    return undefined;
  }
  const members = value as Record<string, unknown>;
  const copy = (kind === "list" ? [] : Object.create(null)) as Record<string, unknown>;
  for (const name of kind === "list" ? (value as unknown[]).keys() : keysOf(members)) {
    const inner = key === "" ? String(name) : `${key}.${name}`;
    try {
      copy[name] = toPlainData(members[name], { key: inner, above: [...above, value], faults });
    } catch (error) {
      const thrown = describeThrown(error);
      faults.push({ key: inner, message: `cannot be read: ${thrown.message}`, error: thrown });
    }
  }
  return copy;
}

function kindOf(value: unknown): string {
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "list";
  const tag = Object.prototype.toString.call(value).slice("[object ".length, -1);
  return tag === "Object" || tag === "Module" ? "record" : tag;
}

/** Getters of classes count, methods do not. */
function keysOf(value: object): Set<string> {
  const keys = new Set<string>();
  for (
    let level: object | null = value;
    level !== null && level !== Object.prototype;
    level = Object.getPrototypeOf(level) as object | null
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(level))) {
      const isInheritedGetter = "get" in property && level !== value && name !== "__proto__";
      if (property.enumerable === true || isInheritedGetter) keys.add(name);
    }
  }
  return keys;
}

function describeThrown(thrown: unknown, depth = 0): ThrownValue {
  try {
    if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown) };
    // Any of them may have been replaced.
    const { name, message, code, stack, cause } = thrown as { [Key in keyof NodeJS.ErrnoException]: unknown };
    const parts =
      thrown instanceof AggregateError ? thrown.errors.map((each) => describeThrown(each, 1).message) : [];
    return {
      name: String(name),
      message: String(message || parts.join("; ") || code || name),
      ...(typeof stack === "string" && { stack }),
      ...(cause instanceof Error && depth < 10 && { cause: describeThrown(cause, depth + 1) }),
    };
  } catch {
    // Reading it throws.
    return { name: "Error", message: "a value that cannot be shown" };
  }
}
