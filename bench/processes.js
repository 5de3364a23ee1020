import { spawn } from "node:child_process";

/** Runs a program to its end. Throws with its output when it fails. */
export async function runProgram({ command, args, env = process.env, cwd, signal }) {
  const child = spawn(command, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"], signal });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part) => {
      output += part;
    });
  }
  const [code, killedBy] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve(how));
  });
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${killedBy ?? code}:\n${output}`);
  }
  return output;
}
