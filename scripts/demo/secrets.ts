import { createECDH, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { writeAtomically } from "#scripts/bootstrap/files.mjs";
import { Problem } from "#scripts/bootstrap/problem.mjs";

export type Secrets = ReturnType<typeof makeSecrets>;

export function makeSecrets() {
  const vapid = createECDH("prime256v1");
  vapid.generateKeys();
  return {
    appSecret: randomBytes(32).toString("hex"),
    databasePassword: randomBytes(18).toString("hex"),
    livekitKey: `bedside${randomBytes(4).toString("hex")}`,
    livekitSecret: randomBytes(32).toString("hex"),
    vapidPublicKey: vapid.getPublicKey("base64url"),
    // Always 32 bytes, leading zeros included.
    vapidPrivateKey: Buffer.from(vapid.getPrivateKey("hex").padStart(64, "0"), "hex").toString("base64url"),
  };
}

/** Returns the secrets in a file, created if there is none. */
export function ensureSecrets(file: string, startOver: string): Secrets {
  if (!existsSync(file)) {
    const secrets = makeSecrets();
    writeAtomically(file, `${JSON.stringify(secrets, null, 2)}\n`);
    return secrets;
  }
  const text = readFileSync(file, "utf8");
  const found = parse(text);
  const isComplete = Object.keys(makeSecrets()).every(
    (name) => typeof found[name] === "string" && found[name],
  );
  if (!isComplete) throw new Problem(`${file} is damaged. ${startOver}`);
  return found as Secrets;
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
