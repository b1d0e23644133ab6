import { parseArgs } from "node:util";
import { Problem } from "#scripts/bootstrap/problem.mjs";

export type Options = { port: number; reset: boolean; video: boolean };

/** Reads the command line of `npm run demo` and `npm run dev`. */
export function parseOptions(args: string[]): Options {
  const values = parse(args);
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Problem(`--port takes a number from 1 to 65535, not “${values.port}”.`);
  }
  return { port, reset: values.reset ?? false, video: !values["no-video"] };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { port: { type: "string" }, reset: { type: "boolean" }, "no-video": { type: "boolean" } },
    }).values;
  } catch (error) {
    const [reason] = (error as Error).message.split(".");
    throw new Problem(`${reason}. The options are --port N, --reset and --no-video.`);
  }
}
