/* Loads the networks and the runtime, once a version: their addresses hold hashes, so that a browser keeps them. */

/**
 * @param {{ runtime: string, wasm: string, judgement: string, networks: object }} files addresses
 * @param {(loaded: number, total: number) => void} report says how many bytes have come, of about how many
 */
export async function loadFiles({ runtime, wasm, judgement, networks, bytes }, report) {
  let loaded = 0;
  const count = (length) => {
    loaded += length;
    report(Math.min(loaded, bytes), bytes);
  };
  const names = Object.keys(networks);
  const [numbers, program, ...contents] = await Promise.all(
    [judgement, wasm, ...names.map((name) => networks[name])].map((address) => load(address, count)),
  );
  return {
    runtime,
    wasm: program,
    judgement: JSON.parse(new TextDecoder().decode(numbers)),
    networks: Object.fromEntries(names.map((name, index) => [name, new Uint8Array(contents[index])])),
  };
}

async function load(address, count) {
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(`${reply.status} for ${new URL(address, location.href).pathname}`);
  const chunks = [];
  let length = 0;
  const reader = reply.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    count(value.length);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole.buffer;
}
