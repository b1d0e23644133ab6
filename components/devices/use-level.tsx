"use client";

import { useEffect, useState } from "react";
import { loudness } from "./device-rules.ts";

const everyMs = 80;

/** How loud a microphone's track is right now, 0 to 1; 0 without one. Nothing is kept or sent. */
export const useLevel = (track: MediaStreamTrack | null): number => {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (!track || typeof AudioContext === "undefined") return;
    const context = new AudioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      // Falls slowly, so that the eye can follow.
      setLevel((before) => Math.max(loudness(samples), before - 0.12));
    }, everyMs);
    // A page that was not pressed yet may not start sound by itself; the first press does.
    const wake = () => void context.resume();
    wake();
    document.addEventListener("pointerdown", wake);
    return () => {
      clearInterval(timer);
      document.removeEventListener("pointerdown", wake);
      source.disconnect();
      void context.close();
      setLevel(0);
    };
  }, [track]);
  return level;
};
