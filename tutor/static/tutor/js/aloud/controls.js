/* Buttons with a picture and a name, made of what the switch in the head has. */
const symbols = () => document.querySelector("#aloud-switch use").getAttribute("href").split("#")[0];

/** Return a button of one picture; its name is its label, and what a pointer reads over it. */
export function iconed(icon, label, press) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "plain" });
  button.append(pictureOf(icon));
  rename(button, label);
  button.addEventListener("click", press);
  return button;
}

/** Give a button another picture and another name. */
export function change(button, icon, label) {
  button.querySelector("use").setAttribute("href", `${symbols()}#${icon}`);
  rename(button, label);
}

function rename(button, label) {
  button.ariaLabel = label;
  button.title = label;
}

function pictureOf(icon) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.classList.add("icon");
  svg.ariaHidden = "true";
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  svg.firstChild.setAttribute("href", `${symbols()}#${icon}`);
  return svg;
}
