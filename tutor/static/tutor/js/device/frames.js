/* What each frame of a clip shows: a face that can be read, or the reason why not (`clip_frames.py`). */
import { alignFace, brightness, likeness, sharpness } from "./crop.js";
import { gradients } from "./gradients.js";
import { toGrey } from "./picture.js";
import { Template } from "./tracking.js";

export class ClipFrames {
  #finder;
  #numbers;
  #count = 0;
  #readings = 0;
  #near = null;
  #template = null;
  #placement = null;

  constructor(finder, numbers) {
    this.#finder = finder;
    this.#numbers = numbers;
  }

  /** Return what the next frame shows: { reason, crop, face }; a picture that was lost is null. */
  async assess(picture) {
    const isSearched = this.#count % this.#numbers.clip.search_every === 0;
    this.#count += 1;
    let quality = await this.#follow(picture, isSearched);
    if (quality === null) {
      quality = await this.#read(picture, isSearched ? null : this.#near);
      this.#remember(quality);
    }
    this.#near = quality.face;
    return quality;
  }

  /* What a frame shows that shows the template's face as it was; null where it may not. */
  async #follow(picture, isSearched) {
    if (!picture || !this.#near || !this.#template) return null;
    if (isSearched && this.#readings < this.#numbers.clip.min_readings) return null;
    const grey = toGrey(picture);
    const placement = this.#template.follow(grey, this.#placement);
    const face = this.#template.moved(placement);
    const crop = alignFace(grey, face.anchors, this.#numbers.crop);
    const { halves, min_likeness: least } = this.#numbers.tracking;
    if (!(likeness(crop, this.#template.crop, halves) >= least)) return null;
    const reason = this.#doubt(face, crop);
    if (reason !== null) return null;
    if (isSearched && !(await this.#finder.seesOnly(picture, face))) return null;
    this.#placement = placement;
    return { reason, crop, face };
  }

  async #read(picture, near) {
    if (!picture) return { reason: "bad_frames", crop: null, face: null };
    const faces = await this.#finder.find(picture, near);
    if (!faces.length) return { reason: this.#isDark(picture) ? "dark" : "no_face", crop: null, face: null };
    const [face, second] = faces;
    if (second && sizeOf(second) >= this.#numbers.frame.second_face_share * sizeOf(face))
      return { reason: "two_faces", crop: null, face: null };
    const crop = alignFace(toGrey(picture), face.anchors, this.#numbers.crop);
    return { reason: this.#doubt(face, crop), crop, face };
  }

  /* Keep the readable face that the networks read last; what hides it for a frame does not end it. */
  #remember({ reason, crop, face }) {
    if (reason !== null || !face) return;
    this.#readings += 1;
    this.#template = new Template(face, crop, this.#numbers);
    this.#placement = this.#template.placement;
  }

  /* Why a found face cannot be read, or null. */
  #doubt(face, crop) {
    const { min_eye_distance: nearest, dark_face: dark, max_yaw: yaw, max_pitch: pitch, ...more } = this.#numbers.frame;
    if (sizeOf(face) < nearest) return "too_far";
    if (brightness(crop) < dark) return "dark";
    if (Math.abs(face.pose[0]) > yaw || Math.abs(face.pose[1]) > pitch) return "turned_away";
    if (sharpness(crop, more.face) < more.min_sharpness) return "blurred";
    return this.#coveredScore(crop) > 0 ? "covered" : null;
  }

  #coveredScore(crop) {
    const { visibility } = this.#numbers.frame;
    let score = visibility.at(-1);
    gradients(crop).forEach((value, i) => (score += value * visibility[i]));
    return score;
  }

  /* Whether even the brightest tenth of every fourth pixel is nearly black. */
  #isDark({ width, height, channels, data }) {
    const greens = [];
    for (let y = 0; y < height; y += 4) for (let x = 0; x < width; x += 4) greens.push(data[(y * width + x) * channels + 1]);
    greens.sort((one, other) => one - other);
    const place = 0.9 * (greens.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, greens.length - 1);
    return greens[below] + (greens[above] - greens[below]) * (place - below) < this.#numbers.frame.dark_frame;
  }
}

/* The larger of eye distance and eye-to-mouth distance in pixels: turning shrinks only one. */
function sizeOf({ anchors: [left, right, mouth] }) {
  const middle = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
  return Math.max(Math.hypot(right[0] - left[0], right[1] - left[1]), Math.hypot(mouth[0] - middle[0], mouth[1] - middle[1]));
}
