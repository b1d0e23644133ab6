import { type Namespace, translatorFor } from "#lib/catalogue.ts";

// Stands in for next-intl/server (vitest.config.ts), which works only inside Next's bundles.

export const getTranslations = async <N extends Namespace>(namespace: N) => translatorFor("en-GB", namespace);
