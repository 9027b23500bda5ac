/* A page of ours in a frame of an LMS: waits for what was chosen in the window that it opened, and takes it on. */
const BACK = /^\/lti\/links\/back\/[\w-]+\/$/;

addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || !BACK.test(data?.links)) return;
  source.postMessage("attune:links-taken", location.origin);
  location.assign(data.links);
});
