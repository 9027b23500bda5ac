// Tells the LMS that showed this page that it may be closed (LTI Dynamic Registration 1.0, section 3.7.1). The
// message holds nothing, and which address the LMS has is not known here.
const shownBy = window.opener ?? window.parent;

if (shownBy !== window) {
  shownBy.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
}
