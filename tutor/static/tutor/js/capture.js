/* Takes small pictures from the camera, at a pace, and hands each over: as a JPEG, or as it is. Keeps none. */
import { fit, hasTrueFrames, pixelsOf } from "./device/picture.js";
import { Stillness } from "./device/stillness.js";

const WIDTH = 320;
const HEIGHT = 240;
const QUALITY = 0.7;
const DEFAULT_FPS = 4;
const MOST_FPS = 10;

export class Capture {
  #preview;
  #page;
  #stillness = new Stillness();
  #canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  #stream = null;
  #timer = 0;
  #fps = DEFAULT_FPS;
  /** Whether pictures are to stay here, as bitmaps or frames of the video, or to be sent, as JPEG. */
  asBitmap = false;

  /**
   * @param {HTMLVideoElement} preview shows the student what is sent
   * @param {{
   *   pass: (frame: Blob | ImageBitmap | VideoFrame) => void,
   *   mayPass: () => boolean,
   *   noteStill: (isStill: boolean) => void,
   * }} page takes frames, says whether one would get through now, and hears of a picture to be sent whether it is one
   *   that has not changed, which is not handed over; of pictures that stay here their reader tells
   */
  constructor(preview, page) {
    this.#preview = preview;
    this.#page = page;
  }

  get isRunning() {
    return this.#stream !== null;
  }

  get track() {
    return this.#stream.getVideoTracks()[0];
  }

  /** Whether browser or system hold its pictures back for now. */
  get isMuted() {
    return this.isRunning && this.track.muted;
  }

  /** Ask for the camera and begin. Throws what getUserMedia throws, or "insecure". */
  async start() {
    if (this.isRunning) return;
    if (!navigator.mediaDevices?.getUserMedia) throw "insecure";
    const video = { width: { ideal: WIDTH }, height: { ideal: HEIGHT }, facingMode: "user" };
    this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
    this.#preview.srcObject = this.#stream;
    await this.#preview.play().catch(() => {});
    this.#schedule();
  }

  /** Let go of the camera: its light goes out. */
  stop() {
    clearTimeout(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
    this.#preview.srcObject = null;
    this.#context.clearRect(0, 0, WIDTH, HEIGHT);
  }

  /** Take so many pictures a second from now on; says whether that is slower than before. */
  setPace(fps) {
    if (!Number.isFinite(fps) || fps <= 0) return "same";
    const before = this.#fps;
    this.#fps = Math.min(fps, MOST_FPS);
    return this.#fps < before ? "slower" : "same";
  }

  slowDown() {
    this.#fps = Math.max(0.5, this.#fps * 0.8);
  }

  #schedule() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#takeOne(), 1000 / this.#fps);
  }

  async #takeOne() {
    const started = performance.now();
    if (this.#page.mayPass() && this.#preview.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const frame = await this.#draw();
      if (frame && this.isRunning && this.#page.mayPass()) this.#page.pass(frame);
    }
    if (!this.isRunning) return;
    const spent = performance.now() - started;
    this.#timer = setTimeout(() => this.#takeOne(), Math.max(20, 1000 / this.#fps - spent));
  }

  /* A picture as it is to be handed over; null for one to be sent that has not changed for long. */
  async #draw() {
    if (!(await hasTrueFrames())) return this.#drawn();
    const frame = new VideoFrame(this.#preview);
    if (this.asBitmap) return frame;
    /*
     * Chromium without a graphics processor keeps 300 kB for each frame of a video that is drawn on a canvas, whatever
     * it is drawn from, and nothing of one whose bytes are put there.
     */
    const pixels = await pixelsOf(frame).finally(() => frame.close());
    const picture = fit(pixels, WIDTH, HEIGHT);
    if (this.#isStill(picture)) return null;
    this.#context.putImageData(new ImageData(new Uint8ClampedArray(picture.data.buffer), WIDTH, HEIGHT), 0, 0);
    return this.#toJpeg();
  }

  /* Cut to 4:3 in the middle, so that nobody's face is squeezed. */
  #drawn() {
    const { videoWidth: width, videoHeight: height } = this.#preview;
    const scale = Math.min(width / WIDTH, height / HEIGHT);
    const [cutWidth, cutHeight] = [WIDTH * scale, HEIGHT * scale];
    const left = (width - cutWidth) / 2;
    const top = (height - cutHeight) / 2;
    this.#context.drawImage(this.#preview, left, top, cutWidth, cutHeight, 0, 0, WIDTH, HEIGHT);
    if (this.asBitmap) return createImageBitmap(this.#canvas);
    return this.#isStill(this.#context.getImageData(0, 0, WIDTH, HEIGHT)) ? null : this.#toJpeg();
  }

  #isStill(picture) {
    const isStill = this.#stillness.notes(picture, performance.now());
    this.#page.noteStill(isStill);
    return isStill;
  }

  get #context() {
    return this.#canvas.getContext("2d", { alpha: false });
  }

  #toJpeg() {
    return new Promise((resolve) => this.#canvas.toBlob(resolve, "image/jpeg", QUALITY));
  }
}
