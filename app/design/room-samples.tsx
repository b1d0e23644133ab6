"use client";

import { Maximize, Mic, MicOff, MonitorUp, PhoneOff, Video, VideoOff } from "lucide-react";
import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { ControlBar, ControlButton } from "#components/ui/control-bar.tsx";
import { Dialog, DialogTrigger } from "#components/ui/dialog.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Meter } from "#components/ui/meter.tsx";
import { Surface } from "#components/ui/surface.tsx";
import { Chapter, Sample } from "./sample.tsx";

export function RoomSamples() {
  const [muted, setMuted] = useState(true);
  const [filming, setFilming] = useState(true);
  return (
    <Chapter title="The room">
      <Surface kind="room" className="flex min-h-96! flex-col gap-6 rounded-lg p-4 sm:p-8">
        <Sample title="Sound level" wide>
          <Meter label="Your microphone" level={0} />
          <Meter label="Your microphone" level={0.4} />
          <Meter label="Your microphone" level={1} />
        </Sample>
        <Banner quiet tone="warning" title="Your connection is weak">
          Your video is off so that sound stays clear.
        </Banner>
        <Sample title="Buttons and a dialog on dark">
          <Button>Join visit</Button>
          <Button variant="secondary">Test sound</Button>
          <DialogTrigger>
            <Button variant="quiet">Devices</Button>
            <Dialog title="Devices">
              <p>A dialog opened here is dark, like the room.</p>
            </Dialog>
          </DialogTrigger>
        </Sample>
        <div className="mt-auto">
          <ControlBar
            label="Controls"
            end={<ControlButton icon={<Icon of={PhoneOff} />} label="Leave" tone="leave" />}
          >
            <ControlButton
              icon={<Icon of={muted ? MicOff : Mic} />}
              label={muted ? "Unmute" : "Mute"}
              tone={muted ? "off" : "plain"}
              onPress={() => setMuted(!muted)}
            />
            <ControlButton
              icon={<Icon of={filming ? Video : VideoOff} />}
              label={filming ? "Hide me" : "Show me"}
              tone={filming ? "plain" : "off"}
              onPress={() => setFilming(!filming)}
            />
            <ControlButton icon={<Icon of={MonitorUp} />} label="Sharing" tone="active" />
            <ControlButton icon={<Icon of={Maximize} />} label="Larger" isDisabled />
          </ControlBar>
        </div>
      </Surface>
    </Chapter>
  );
}
