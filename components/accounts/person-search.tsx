import { Search } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Finds people by name or e-mail: a form that writes the address of `path`, where `text` is what it says now. */
export function PersonSearch({ path, text }: { path: string; text: string }) {
  return (
    <form action={path} className="flex flex-wrap items-end gap-2">
      <TextField
        key={text}
        name="q"
        label="Name or e-mail"
        type="search"
        required={false}
        autoComplete="off"
        defaultValue={text}
        className="w-full sm:w-80"
      />
      <Button type="submit" variant="secondary" icon={<Icon of={Search} />}>
        Search
      </Button>
    </form>
  );
}
