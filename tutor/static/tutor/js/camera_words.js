/* What the camera's panel says: how the camera is, where faces are read, and what a browser's refusal means. */
import { gettext } from "../../content/gettext.js";

export const WORDS = {
  asking: gettext("Your browser asks whether it may."),
  on: gettext("On."),
  off: gettext("The camera is off."),
  denied: gettext("Your browser says no to the camera. The lesson goes on without it; you can allow it in the browser’s settings."),
  none: gettext("No camera was found. The lesson goes on without it."),
  busy: gettext("Another program is using the camera. Close it there and switch on again, or go on without."),
  failed: gettext("The camera did not start. The lesson goes on without it."),
  insecure: gettext("A browser lends its camera to secure pages only (https). The lesson goes on without it."),
  ended: gettext("The camera was unplugged or taken away. Switch it on again when it is back."),
  hidden: gettext("Paused while this page is in the background."),
  muted: gettext("Your device or browser holds the camera back, so nothing is read. It goes on by itself."),
  still: gettext("The picture does not change: the camera may be covered, switched off or stuck. Nothing is read until it does."),
  shown: gettext("It paused while this page was in the background. On again."),
  away: gettext("The connection is away, so nothing is being sent. It goes on by itself."),
  closed: gettext("This page is no longer connected, so the camera is off. Load it again to go on."),
  refused: gettext("Some pictures did not arrive whole. Nothing to do; the next ones may."),
  slow: gettext("It is busy here: fewer pictures for now."),
  no_consent: gettext("Your yes was taken back, so the camera is off."),
  camera_off: gettext("The camera is switched off in this place."),
  stays_on_device: gettext("Pictures no longer go to the server, as you said, so the camera is off."),
  lacking: gettext("This device cannot read a face by itself, so the camera stays off. The lesson goes on without it."),
  too_slow: gettext("This device is too slow to read a face by itself, so the camera is off. The lesson goes on without it."),
  loading: gettext("What reads a face is being loaded to this device. It is kept for the next time."),
  by_server: gettext("This device cannot keep up, so the server reads from now on, as you agreed."),
};
export const WHERE = {
  device: gettext("Read on this device: no picture leaves it."),
  server: gettext("Read by the server: pictures are sent to it, read and forgotten."),
};

/* A browser's names for why it lends no camera. */
export const PROBLEMS = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
};
