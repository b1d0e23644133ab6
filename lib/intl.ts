import { getRequestConfig } from "next-intl/server";
import { catalogue } from "./catalogue.ts";
import { log } from "./log.ts";
import { currentReader } from "./reader.ts";

/** What next-intl asks once for each request. */
export default getRequestConfig(async () => ({
  ...(await currentReader()),
  messages: catalogue(),
  onError: ({ code, message }) => log.error("a message could not be written", { code, message }),
}));
