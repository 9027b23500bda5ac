// One question of a form, as it would be sent.
export const formOf = (field) => field.closest("form");

/** The prefix of the question that a field belongs to, as in `questions-3`. */
export function prefixOf(field) {
  return (field.name || field.id).match(/questions-\d+/)?.[0] ?? "";
}

/** The fields of the question that `field` belongs to, and of no other. */
export function sentOf(field) {
  const prefix = prefixOf(field);
  const body = new FormData();
  for (const [name, value] of new FormData(formOf(field))) {
    if (name.startsWith(`${prefix}-`)) body.append(name, value);
  }
  body.append("prefix", prefix);
  return body;
}

export async function postQuestion(field, url, more = {}) {
  const headers = { "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value };
  const body = sentOf(field);
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  const reply = await fetch(url, { method: "POST", headers, body });
  if (!reply.ok) throw new Error(String(reply.status));
  return reply.json();
}
