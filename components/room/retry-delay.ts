const delaysMs = [0, 150, 1_000, 2_000, 4_000, 8_000];

export const retryDelayMs = (attempt: number): number =>
  delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 0;
