import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "#components/ui/button.tsx";

type RemoveQuestionProps = {
  name: string;
  isPending: boolean;
  onRemove: () => void;
  onCancel: () => void;
};

export function RemoveQuestion({ name, isPending, onRemove, onCancel }: RemoveQuestionProps) {
  const t = useTranslations("room");
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields, and there are none
    <div
      role="group"
      aria-labelledby={id}
      className="flex flex-col gap-3 rounded-md border border-line-strong p-3"
    >
      <p id={id}>{t("moderation.removeQuestion", { name })}</p>
      <div className="flex flex-wrap gap-2">
        <Button variant="danger" size="sm" isPending={isPending} onPress={onRemove}>
          {t("moderation.confirmRemove")}
        </Button>
        <Button variant="secondary" size="sm" autoFocus onPress={onCancel}>
          {t("moderation.cancel")}
        </Button>
      </div>
    </div>
  );
}
