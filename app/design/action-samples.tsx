import { MoreHorizontal, Trash2, Video } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Chapter, Sample } from "./sample.tsx";

const variants = ["primary", "secondary", "quiet", "danger"] as const;

export function ActionSamples() {
  return (
    <Chapter title="Buttons">
      {variants.map((variant) => (
        <Sample key={variant} title={`Button, ${variant}`}>
          <Button variant={variant}>Start visit</Button>
          <Button variant={variant} icon={<Icon of={Video} />}>
            With an icon
          </Button>
          <Button variant={variant} isPending>
            Starting
          </Button>
          <Button variant={variant} isDisabled>
            Not available now
          </Button>
          <Button variant={variant} size="sm">
            Small
          </Button>
          <LinkButton href="/design" variant={variant}>
            A link
          </LinkButton>
        </Sample>
      ))}
      <Sample title="Full width, and text longer than its space" wide>
        <div className="flex w-full max-w-80 flex-col gap-3">
          <Button full>Enter the waiting room</Button>
          <Button full variant="secondary" icon={<Icon of={Video} />}>
            Continue without a camera and ask someone nearby to help with it later
          </Button>
        </div>
      </Sample>
      <Sample title="Icon buttons (hover or focus shows the name)">
        <IconButton name="More" icon={<Icon of={MoreHorizontal} />} />
        <IconButton name="Start video" look="secondary" icon={<Icon of={Video} />} />
        <IconButton name="Remove" look="danger" icon={<Icon of={Trash2} />} />
        <IconButton name="Removing" look="danger" isPending icon={<Icon of={Trash2} />} />
        <IconButton name="Can’t be removed" isDisabled icon={<Icon of={Trash2} />} />
      </Sample>
    </Chapter>
  );
}
