/* Takes small pictures from the camera, at a pace, and hands each over: as a JPEG, or as it is. Keeps none. */
const WIDTH = 320;
const HEIGHT = 240;
const QUALITY = 0.7;
const DEFAULT_FPS = 4;
const MOST_FPS = 10;

export class Capture {
  #preview;
  #send;
  #mayPass;
  #canvas = Object.assign(document.createElement("canvas"), { width: WIDTH, height: HEIGHT });
  #stream = null;
  #timer = 0;
  #fps = DEFAULT_FPS;
  /** Whether pictures are to stay here, as bitmaps or frames of the video, or to be sent, as JPEG. */
  asBitmap = false;

  /**
   * @param {HTMLVideoElement} preview shows the student what is sent
   * @param {(frame: Blob | ImageBitmap | VideoFrame) => void} send
   * @param {() => boolean} mayPass says whether a frame would get through now
   */
  constructor(preview, send, mayPass) {
    this.#preview = preview;
    this.#send = send;
    this.#mayPass = mayPass;
  }

  get isRunning() {
    return this.#stream !== null;
  }

  get track() {
    return this.#stream.getVideoTracks()[0];
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
    this.#canvas.getContext("2d").clearRect(0, 0, WIDTH, HEIGHT);
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
    if (this.#mayPass() && this.#preview.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      const frame = await this.#draw();
      if (frame && this.isRunning && this.#mayPass()) this.#send(frame);
    }
    if (!this.isRunning) return;
    const spent = performance.now() - started;
    this.#timer = setTimeout(() => this.#takeOne(), Math.max(20, 1000 / this.#fps - spent));
  }

  /* Cut to 4:3 in the middle, so that nobody's face is squeezed. */
  #draw() {
    /* Chromium keeps 300 kB of memory for each frame of a video that is drawn, and none of one that is handed on. */
    if (this.asBitmap && "VideoFrame" in globalThis) return new VideoFrame(this.#preview);
    const { videoWidth: width, videoHeight: height } = this.#preview;
    const scale = Math.min(width / WIDTH, height / HEIGHT);
    const [cutWidth, cutHeight] = [WIDTH * scale, HEIGHT * scale];
    const context = this.#canvas.getContext("2d", { alpha: false });
    const left = (width - cutWidth) / 2;
    const top = (height - cutHeight) / 2;
    context.drawImage(this.#preview, left, top, cutWidth, cutHeight, 0, 0, WIDTH, HEIGHT);
    if (this.asBitmap) return createImageBitmap(this.#canvas);
    return new Promise((resolve) => this.#canvas.toBlob(resolve, "image/jpeg", QUALITY));
  }
}
