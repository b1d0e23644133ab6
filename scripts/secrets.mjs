import { createECDH, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeWhole } from "./processes.mjs";
import { Problem } from "./progress.mjs";

/**
 * @typedef {object} Secrets
 * @property {string} appSecret signs sign-ins
 * @property {string} databasePassword of PostgreSQL's superuser
 * @property {string} livekitKey
 * @property {string} livekitSecret
 * @property {string} vapidPublicKey names us to push services, base64url
 * @property {string} vapidPrivateKey
 */

/** @returns {Secrets} new ones, from the system's random numbers */
export function makeSecrets() {
  const vapid = createECDH("prime256v1");
  vapid.generateKeys();
  return {
    appSecret: randomBytes(32).toString("hex"),
    databasePassword: randomBytes(18).toString("hex"),
    livekitKey: `bedside${randomBytes(4).toString("hex")}`,
    livekitSecret: randomBytes(32).toString("hex"),
    vapidPublicKey: vapid.getPublicKey("base64url"),
    // Leading zeros are part of the key: it is always 32 bytes long.
    vapidPrivateKey: Buffer.from(vapid.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url"),
  };
}

/**
 * The secrets of a data folder; made, and kept in a file that only its owner can read, when there are none.
 * @param {string} file
 * @returns {Secrets}
 * @throws {Problem} when the file is there and is not what we wrote
 */
export function keepSecrets(file) {
  if (!existsSync(file)) {
    const secrets = makeSecrets();
    writeWhole(file, `${JSON.stringify(secrets, null, 2)}\n`, 0o600);
    return secrets;
  }
  try {
    const found = JSON.parse(readFileSync(file, "utf8"));
    if (Object.keys(makeSecrets()).every((name) => typeof found[name] === "string" && found[name]))
      return found;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EACCES") throw error;
  }
  throw new Problem(
    `${file} is damaged: start over with “npm run demo -- --reset”, which deletes the demo's data.`,
  );
}
