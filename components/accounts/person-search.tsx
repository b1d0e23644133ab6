import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Searches people by name or e-mail; `text` is the current search in the address of `path`. */
export function PersonSearch({ path, text }: { path: string; text: string }) {
  const t = useTranslations("accounts");
  return (
    <form action={path} className="flex flex-wrap items-end gap-2">
      <TextField
        key={text}
        name="q"
        label={t("nameOrEmail")}
        type="search"
        required={false}
        autoComplete="off"
        defaultValue={text}
        className="w-full sm:w-80"
      />
      <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
        {t("search")}
      </Button>
    </form>
  );
}
