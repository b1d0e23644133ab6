import { Checkbox, RadioGroup } from "#components/ui/choice.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { FormErrors } from "#components/ui/form-errors.tsx";
import { NativeSelect, TextArea, TextField } from "#components/ui/text-field.tsx";
import { ComboBoxSample } from "./combo-box-sample.tsx";
import { Chapter, Sample } from "./sample.tsx";

const kinds = [
  { value: "default", label: "Consultation", hint: "One-to-one video" },
  { value: "audio_room", label: "Audio visit", hint: "Voice only" },
  { value: "livestream", label: "Class", disabled: true },
];

export function FormSamples() {
  return (
    <Chapter title="Forms">
      <Sample title="Error summary" wide>
        <FormErrors
          message="Nothing was saved."
          fields={{ "wrong-email": "Enter an e-mail address, like ada@example.org" }}
        />
      </Sample>
      <div className="grid items-start gap-gap sm:grid-cols-2">
        <TextField name="full-name" label="Full name" autoComplete="off" />
        <TextField name="hinted" label="E-mail" hint="We send the link here." optional type="email" />
        <TextField
          name="wrong-email"
          label="E-mail"
          type="email"
          defaultValue="ada@"
          error="Enter an e-mail address, like ada@example.org"
        />
        <TextField name="fixed" label="Clinic" defaultValue="Riverside Clinic" disabled />
        <TextField name="day" label="Date" type="date" defaultValue="2026-11-23" />
        <TextField name="hour" label="Time" type="time" defaultValue="14:30" />
        <NativeSelect name="minutes" label="Length" defaultValue="20">
          <option value="10">10 minutes</option>
          <option value="20">20 minutes</option>
        </NativeSelect>
        <NativeSelect
          name="interpreter"
          label="Interpreter"
          placeholder="Choose one"
          error="Choose an interpreter"
        >
          <option value="sw">Swahili</option>
        </NativeSelect>
        <TextArea name="reason" label="Reason" hint="Only your team sees this." optional />
        <TextArea
          name="long-reason"
          label="Reason"
          error="Use fewer than 500 characters"
          defaultValue={long}
        />
        <RadioGroup name="kind" label="Kind of visit" options={kinds} defaultValue="default" />
        <RadioGroup
          name="boxed"
          label="Kind of visit"
          hint="You can change it later."
          options={kinds}
          boxed
        />
        <RadioGroup
          name="refused"
          label="Who’s joining you?"
          error="Choose one"
          options={[
            { value: "none", label: "No one" },
            { value: "companion", label: "A companion" },
          ]}
        />
        <div>
          <Checkbox name="ring" label="Ring their devices" defaultChecked />
          <Checkbox name="remind" label="Remind me" hint="10 minutes before" optional />
          <Checkbox name="agree" label="The patient agreed" error="Tick this to continue" />
          <Checkbox name="never" label="Record the visit" disabled optional />
        </div>
        <ComboBoxSample />
        <CopyField
          label="Patient link"
          value="https://bedside.example/invite/…"
          hint="Send it in a message."
        />
      </div>
    </Chapter>
  );
}

const long = "A long answer that must not be lost when something else is wrong. ".repeat(4);
