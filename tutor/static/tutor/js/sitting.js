/* The one socket of this sitting, shared by every module of the lesson page. */
import { LiveSocket } from "./live.js";

export const live = new LiveSocket(document.getElementById("live").dataset.socket);
