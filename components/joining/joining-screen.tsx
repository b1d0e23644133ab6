import { useTranslations } from "next-intl";
import { Spinner } from "#components/ui/spinner.tsx";
import { Surface } from "#components/ui/surface.tsx";

/** As dark as the room that is being loaded. */
export function JoiningScreen() {
  const t = useTranslations("joining");
  return (
    <Surface kind="room">
      <main id="main" className="flex h-dvh flex-col items-center justify-center gap-3 p-6 text-center">
        <span className="text-2xl">
          <Spinner />
        </span>
        <p role="status" className="font-bold text-xl">
          {t("joining")}
        </p>
      </main>
    </Surface>
  );
}
