/** A moment of the recording as a clock: 75 → "1:15", 3675 → "1:01:15". */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A length of time in words: 42 → "42 s", 150 → "2 min 30 s", 5400 → "1 h 30 min". */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
  const minutes = Math.round((whole % 3600) / 60)
  if (minutes === 60) return `${Math.floor(whole / 3600) + 1} h`
  return minutes === 0 ? `${Math.floor(whole / 3600)} h` : `${Math.floor(whole / 3600)} h ${minutes} min`
}

/** Time left, as roughly as it is known: rounded to 5 s below a minute, to half minutes below ten. */
export function timeLeftText(seconds: number | null): string | null {
  if (seconds === null || !Number.isFinite(seconds)) return null
  if (seconds <= 5) return 'a few seconds left'
  if (seconds < 57.5) return `about ${Math.round(seconds / 5) * 5} s left`
  if (seconds < 600) return `about ${durationText(Math.round(seconds / 30) * 30)} left`
  return `about ${durationText(Math.round(seconds / 60) * 60)} left`
}

/** How sure a time left is: "Likely between 40 s and 2 min". Null where both ends read the same. */
export function timeRangeText({ leastS, mostS }: { readonly leastS: number; readonly mostS: number }): string | null {
  const [least, most] = [durationText(roughly(leastS)), durationText(roughly(mostS))]
  return mostS <= 10 || least === most ? null : `Likely between ${least} and ${most}.`
}

const roughly = (seconds: number): number => {
  const step = seconds < 60 ? 5 : seconds < 600 ? 30 : 60
  return Math.max(step, Math.round(seconds / step) * step)
}
