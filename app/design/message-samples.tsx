import { CalendarPlus, CalendarX, Clock } from "lucide-react";
import { StatusBadge } from "#components/ui/badge.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Loading, SkeletonLines, SkeletonRows } from "#components/ui/skeleton.tsx";
import { Chapter, Sample } from "./sample.tsx";

export function MessageSamples() {
  return (
    <Chapter title="Messages">
      <Sample title="Status badges">
        <StatusBadge>Scheduled</StatusBadge>
        <StatusBadge tone="info">In the waiting room</StatusBadge>
        <StatusBadge tone="success">In progress</StatusBadge>
        <StatusBadge tone="warning" icon={Clock}>
          Late
        </StatusBadge>
        <StatusBadge tone="danger" icon={CalendarX}>
          Cancelled
        </StatusBadge>
      </Sample>
      <Sample title="Banners" wide>
        <Banner quiet title="Your visit is on Monday">
          Until then, the link is on this page.
        </Banner>
        <Banner quiet tone="success">
          The appointment is booked.
        </Banner>
        <Banner
          quiet
          tone="warning"
          title="Your connection is weak"
          action={<Button variant="secondary">Turn video off</Button>}
        >
          Your video is off so that sound stays clear.
        </Banner>
        <Banner quiet tone="danger" title="This couldn’t be saved">
          That time was taken while you were choosing. Choose another below. Nothing you entered is lost.
        </Banner>
      </Sample>
      <div className="grid items-start gap-gap sm:grid-cols-2">
        <Card title="A card" actions={<Button variant="secondary">Edit</Button>}>
          <p>Text on its own surface.</p>
          <Disclosure summary="What you need">
            <p>A quiet place and a list of your medicines.</p>
          </Disclosure>
        </Card>
        <Card tone="accent" title="What matters now">
          <p>Amara Okafor has been waiting for 4 minutes.</p>
        </Card>
        <Card flush>
          <EmptyState
            icon={<Icon of={CalendarPlus} />}
            title="No visits today"
            action={<LinkButton href="/design">Schedule a visit</LinkButton>}
          >
            Today’s visits appear here, next one first.
          </EmptyState>
        </Card>
        <Card>
          <Loading label="Loading the visit">
            <SkeletonLines lines={4} />
          </Loading>
        </Card>
        <Card flush title="Loading rows">
          <Loading label="Loading members">
            <SkeletonRows rows={3} />
          </Loading>
        </Card>
      </div>
    </Chapter>
  );
}
