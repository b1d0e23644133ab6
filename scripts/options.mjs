import { parseArgs } from "node:util";
import { Problem } from "./progress.mjs";

/**
 * What was asked for on the command line of the demo and the development server.
 * @param {string[]} args
 */
export function readOptions(args) {
  /** @type {{ port?: string, reset?: boolean, "no-video"?: boolean }} */
  let values;
  try {
    values = parseArgs({
      args,
      options: { port: { type: "string" }, reset: { type: "boolean" }, "no-video": { type: "boolean" } },
    }).values;
  } catch (error) {
    throw new Problem(
      `${/** @type {Error} */ (error).message.split(".")[0]}: there are --port N, --reset and --no-video.`,
    );
  }
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`--port needs a number from 1 to 65535, and “${values.port}” is none.`);
  }
  return { port, reset: values.reset ?? false, video: !values["no-video"] };
}
