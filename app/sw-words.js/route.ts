import { getTranslations } from "next-intl/server";

/** The words of the service worker (public/sw.js), which imports this script and keeps it. */
export const GET = async () => {
  const t = await getTranslations("serviceWorker");
  const words = { title: t("title"), body: t("body"), join: t("join"), decline: t("decline") };
  return new Response(`self.words = ${JSON.stringify(words)};\n`, {
    headers: { "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache" },
  });
};
