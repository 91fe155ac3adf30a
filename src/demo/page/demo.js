// The demo's chat page. Draws what the server sends and sends back what is pressed.
"use strict";

const { lang, gone } = document.body.dataset;
const byId = (id) => document.getElementById(id);
const [chat, panel, passing, main] = [byId("chat"), byId("panel"), byId("passing"), document.querySelector("main")];
const people = [...document.querySelectorAll("[data-person]")];
let person = people[0];

// What the page remembers while its tab is open, so that changing the language loses nothing.
const memory = {
  get: (name) => { try { return sessionStorage.getItem(name); } catch { return null; } },
  set: (name, value) => { try { sessionStorage.setItem(name, value); } catch { /* then not */ } },
};

/* Talking with the server */

async function ask(path, body) {
  const options = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  let response;
  try {
    response = await fetch(`${path}?lang=${lang}`, options);
  } catch {
    passing.textContent = gone;
    return null;
  }
  if (!response.ok) {
    passing.textContent = await response.text();
    return null;
  }
  return response.status === 204 ? {} : response.json();
}

// One thing at a time, in the order in which it was asked for.
let turn = Promise.resolve();
let waiting = 0;
function queue(job) {
  waiting += 1;
  main.setAttribute("aria-busy", "true");
  turn = turn.then(job, job).finally(() => {
    waiting -= 1;
    if (waiting === 0) main.removeAttribute("aria-busy");
  });
  return turn;
}

/* Drawing */

const drawn = new WeakMap();

// Puts fresh children in the place of old ones, and leaves alone what did not change: so a screen
// reader hears only what is new, and what somebody filled in stays.
function merge(old, fresh) {
  let at = old.firstElementChild;
  for (const child of [...fresh.children]) {
    const html = child.outerHTML;
    const same = at && at.dataset.key === child.dataset.key;
    const next = same ? at.nextElementSibling : at;
    if (same && child.localName === "section") {
      merge(at, child);
    } else if (!same || drawn.get(at) !== html) {
      if (child.localName === "section") for (const inner of child.children) drawn.set(inner, inner.outerHTML);
      drawn.set(child, html);
      if (same) at.replaceWith(child);
      else old.insertBefore(child, at);
    }
    at = next;
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
}

const seen = new Map();

function showNews(received) {
  for (const button of people) {
    const { person: id } = button.dataset;
    if (button === person || !seen.has(id)) seen.set(id, received[id]);
    const news = received[id] - seen.get(id);
    button.querySelector(".news").hidden = news <= 0;
    button.querySelector(".number").textContent = news;
  }
}

function scrollToLast(smoothly) {
  const last = [...chat.querySelectorAll(".message")].pop();
  if (!last) return;
  const own = chat.scrollHeight > chat.clientHeight + 1;
  const room = own ? chat.clientHeight : window.innerHeight;
  const tall = last.getBoundingClientRect().height > room - 40;
  last.scrollIntoView({ block: tall ? "start" : "end", behavior: smoothly ? "smooth" : "instant" });
}

const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

// `focusOn`: the message that was pressed, or "newest".
function draw(view, focusOn) {
  if (!view?.chat && view?.chat !== "") return;
  const before = chat.querySelectorAll(".message").length;
  const fresh = document.createElement("template");
  fresh.innerHTML = view.chat;
  merge(chat, fresh.content);
  const top = panel.scrollTop;
  panel.innerHTML = view.panel;
  panel.scrollTop = top;
  if (byId("clock").textContent !== view.clock) byId("clock").textContent = view.clock;
  byId("install").hidden = view.installed;
  byId("uninstall").hidden = byId("react").hidden = !view.installed;
  passing.textContent = view.passing ?? "";
  showNews(view.received);
  const messages = [...chat.querySelectorAll(".message")];
  const target = focusOn === "newest"
    ? messages.filter((message) => message.dataset.message).pop()
    : focusOn && chat.querySelector(`[data-message="${focusOn}"]`);
  if (target) target.focus({ preventScroll: true });
  if (messages.length > before) scrollToLast(before > 0 && !calm.matches);
  else if (target) target.scrollIntoView({ block: "nearest" });
}

function act(verb, body = null, focusOn = null) {
  return queue(async () => draw(await ask(`/people/${person.dataset.person}/${verb}`, body), focusOn));
}

// Somebody's whole conversation; not read out, or it would never end.
function choose(button) {
  person.removeAttribute("aria-current");
  person = button;
  person.setAttribute("aria-current", "true");
  memory.set("person", person.dataset.person);
  byId("chat-name").textContent = person.dataset.name;
  return queue(async () => {
    chat.setAttribute("aria-live", "off");
    chat.replaceChildren();
    draw(await ask(`/people/${person.dataset.person}`));
    setTimeout(() => chat.setAttribute("aria-live", "polite"), 500);
  });
}

/* Cards */

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

function clearErrors(form) {
  for (const error of form.querySelectorAll(".card-error")) error.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

// Says what is missing, next to the field, as Teams does.
function missing(form, values) {
  clearErrors(form);
  for (const element of form.querySelectorAll("[data-required], [required]")) {
    if (values.get(element.dataset.required ?? element.name)) continue;
    const error = document.createElement("p");
    error.className = "card-error";
    error.id = `${form.id}-error`;
    error.setAttribute("role", "alert");
    error.textContent = element.dataset.error;
    element.after(error);
    const field = element.querySelector("input") ?? element;
    for (const one of [field, ...element.querySelectorAll("input")]) {
      one.setAttribute("aria-describedby", error.id);
      if (one.type !== "radio") one.setAttribute("aria-invalid", "true");
    }
    field.focus();
    return true;
  }
  return false;
}

chat.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button || waiting > 0) return;
  const form = button.closest("form");
  const { message } = button.closest("[data-message]").dataset;
  const alone = button.hasAttribute("data-without-inputs");
  const values = alone ? new Map() : filledIn(form);
  if (!alone && missing(form, values)) return;
  act("presses", { message, action: Number(button.dataset.action), inputs: [...values] }, message);
});

// Enter in a card's field must not reload the page.
chat.addEventListener("submit", (event) => event.preventDefault());
chat.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (form) clearErrors(form);
});

/* The rest of the page */

byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("text");
  const text = field.value.trim();
  field.value = "";
  if (text) act("says", { text });
});

// Both buttons disappear when pressed: the focus goes to where it goes on.
byId("install").addEventListener("click", async () => {
  await act("installs", null, "newest");
  if (document.activeElement === document.body) byId("uninstall").focus();
});
byId("uninstall").addEventListener("click", async () => {
  await act("uninstalls");
  if (document.activeElement === document.body) byId("install").focus();
});
byId("react").addEventListener("click", () => act("reacts"));

for (const button of people) {
  button.addEventListener("click", () => choose(button));
}

for (const button of document.querySelectorAll("[data-push]")) {
  button.addEventListener("click", () => queue(async () => {
    if (await ask("/clock", { by: button.dataset.push })) draw(await ask(`/people/${person.dataset.person}`));
  }));
}

const behind = byId("behind");
behind.addEventListener("click", () => {
  const open = document.body.classList.toggle("behind");
  behind.setAttribute("aria-expanded", String(open));
});

const theme = byId("theme");
function setTheme(name) {
  document.documentElement.dataset.theme = name;
  theme.setAttribute("aria-pressed", String(name === "dark"));
}
const dark = window.matchMedia("(prefers-color-scheme: dark)");
setTheme(memory.get("theme") ?? (dark.matches ? "dark" : "light"));
dark.addEventListener("change", () => {
  if (!memory.get("theme")) setTheme(dark.matches ? "dark" : "light");
});
theme.addEventListener("click", () => {
  const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  memory.set("theme", name);
  setTheme(name);
});

choose(people.find((button) => button.dataset.person === memory.get("person")) ?? person);
