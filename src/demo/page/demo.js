// The demo's chat page. Draws what the server sends and sends back what is pressed.
"use strict";

const lang = document.body.dataset.lang;
const chat = document.getElementById("chat");
const panel = document.getElementById("panel");
const passing = document.getElementById("passing");
let person = document.querySelector("[data-person]");

async function ask(path, body) {
  const options = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${path}?lang=${lang}`, options);
  if (!response.ok) {
    passing.textContent = await response.text();
    return null;
  }
  return response.status === 204 ? null : response.json();
}

function draw(view, focusOn) {
  if (!view) return;
  const atEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80;
  const before = chat.childElementCount;
  chat.innerHTML = view.chat;
  panel.innerHTML = view.panel;
  document.getElementById("clock").textContent = view.clock;
  document.getElementById("install").hidden = view.installed;
  document.getElementById("uninstall").hidden = !view.installed;
  passing.textContent = view.passing ?? "";
  const target = focusOn && chat.querySelector(`[data-message="${focusOn}"]`);
  if (target) target.focus({ preventScroll: true });
  const messages = chat.querySelectorAll(".message");
  const last = messages[messages.length - 1];
  if (last && (atEnd || before === 0)) last.scrollIntoView({ block: last.clientHeight > chat.clientHeight ? "start" : "end" });
}

async function act(verb, body = null, focusOn = null) {
  document.body.setAttribute("aria-busy", "true");
  draw(await ask(`/people/${person.dataset.person}/${verb}`, body), focusOn);
  document.body.removeAttribute("aria-busy");
}

async function show() {
  document.getElementById("chat-name").textContent = person.dataset.name;
  draw(await ask(`/people/${person.dataset.person}`));
  const messages = chat.querySelectorAll(".message");
  if (messages.length) messages[messages.length - 1].scrollIntoView({ block: "end" });
}

// What is filled in on a card: the last value of a name wins, several ticks are joined by commas.
function filledIn(form) {
  const values = new Map();
  for (const field of form.querySelectorAll("input, select")) {
    if (field.type === "checkbox" || field.type === "radio") {
      if (!values.has(field.name)) values.set(field.name, "");
      if (field.checked) values.set(field.name, [values.get(field.name), field.value].filter(Boolean).join(","));
    } else {
      values.set(field.name, field.value);
    }
  }
  return values;
}

// Says what is missing, next to the field, as Teams does.
function missing(form, values) {
  for (const old of form.querySelectorAll(".card-error")) old.remove();
  const needed = [...form.querySelectorAll("[data-required]")].map((set) => [set, set.dataset.required])
    .concat([...form.querySelectorAll("[required]")].map((field) => [field, field.name]));
  for (const [element, name] of needed) {
    if (values.get(name)) continue;
    const error = document.createElement("p");
    error.className = "card-error";
    error.setAttribute("role", "alert");
    error.textContent = element.dataset.error;
    element.after(error);
    (element.querySelector("input") ?? element).focus();
    return true;
  }
  return false;
}

chat.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  const form = button.closest("form");
  const message = button.closest("[data-message]").dataset.message;
  const values = button.hasAttribute("data-without-inputs") ? new Map() : filledIn(form);
  if (!button.hasAttribute("data-without-inputs") && missing(form, values)) return;
  act("presses", { message, action: Number(button.dataset.action), inputs: [...values] }, message);
});

// Enter in a card's field must not reload the page.
chat.addEventListener("submit", (event) => event.preventDefault());

document.getElementById("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("text");
  const text = field.value.trim();
  field.value = "";
  if (text) act("says", { text });
});

document.getElementById("install").addEventListener("click", () => act("installs"));
document.getElementById("uninstall").addEventListener("click", () => act("uninstalls"));
document.getElementById("react").addEventListener("click", () => act("reacts"));

for (const button of document.querySelectorAll("[data-person]")) {
  button.addEventListener("click", () => {
    person.removeAttribute("aria-current");
    person = button;
    person.setAttribute("aria-current", "true");
    chat.innerHTML = "";
    show();
  });
}

for (const button of document.querySelectorAll("[data-push]")) {
  button.addEventListener("click", async () => {
    document.body.setAttribute("aria-busy", "true");
    await ask("/clock", { by: button.dataset.push });
    await show();
    document.body.removeAttribute("aria-busy");
  });
}

const theme = document.getElementById("theme");
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
function setTheme(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  theme.setAttribute("aria-pressed", String(dark));
}
setTheme(prefersDark);
theme.addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));

show();
