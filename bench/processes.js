import { spawn } from "node:child_process";

/** Runs a program to its end. Throws with its output when it fails. */
export async function runProgram({ command, args, env = process.env, cwd, input, signal }) {
  const child = spawn(command, args, { env, cwd, stdio: ["pipe", "pipe", "pipe"], signal });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (part) => {
      output += part;
    });
  }
  // A program that ends before it has read its input says why by its exit code.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [code, killedBy] = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve(how));
  });
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${killedBy ?? code}:\n${output}`);
  }
  return output;
}
