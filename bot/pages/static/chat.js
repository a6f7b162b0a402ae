// The chat page: sends the form without leaving the page, opens sources in a sheet. Without this file the form and the
// links still work. Every piece of HTML comes escaped from our own server; words of ours go in as text.
import { remember, recall } from "./memory.js";

const log = document.querySelector("[data-log]");
const form = document.querySelector("[data-ask]");
const sheet = document.querySelector("[data-sheet]");
const question = form.elements.question;
const place = form.elements.region;
const HISTORY_MAX = 20;
let told = JSON.parse(form.elements.history.value || "[]");

function bubble(side, text, kind = "") {
  const row = document.createElement("div");
  const words = document.createElement("p");
  row.className = `row ${side}`;
  words.className = `bubble ${kind}`;
  words.textContent = text;
  row.append(words);
  return row;
}

function fragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

async function fetchFragment(url, options = {}) {
  const response = await fetch(url, { ...options, headers: { "X-Fragment": "1", Accept: "application/json" } });
  if (response.headers.get("content-type")?.startsWith("application/json")) {
    throw new Error((await response.json()).error.text);
  }
  return response.text();
}

async function ask(words) {
  const waiting = [bubble("mine", words), bubble("theirs", "正在查条款……", "wait")];
  const button = form.querySelector(".go");
  log.append(...waiting);
  log.scrollTop = log.scrollHeight;
  button.disabled = true;
  log.querySelectorAll("[data-examples]").forEach((offer) => offer.remove());
  try {
    const body = new FormData();
    body.set("question", words);
    body.set("region", place.value);
    body.set("history", JSON.stringify(told));
    body.set("talk", form.elements.talk.value);
    const turn = fragment(await fetchFragment("/", { method: "POST", body }));
    const answer = turn.querySelector("[data-answer]");
    if (answer) {
      told.push({ role: "user", content: words }, { role: "assistant", content: answer.dataset.answer });
      told = told.slice(-HISTORY_MAX);
    }
    const first = turn.querySelector("[data-turn]");
    if (first.dataset.place) {
      place.value = first.dataset.place;
      remember("region", place.value);
    }
    waiting.forEach((row) => row.remove());
    log.append(turn);
    first.scrollIntoView({ block: "start" });
  } catch (error) {
    waiting[1].replaceWith(bubble("theirs", saying(error), "fault"));
    question.value ||= words;
  } finally {
    button.disabled = false;
  }
}

// A TypeError of fetch means that nobody answered; its own words are English.
function saying(error) {
  return error instanceof TypeError ? "连不上服务器；请确认 mingbai serve 还在运行，然后重新发送。" : error.message;
}

function send() {
  const words = question.value.trim();
  if (!words || form.querySelector(".go").disabled) return;
  question.value = "";
  grow();
  ask(words);
}

function grow() {
  question.style.height = "auto";
  question.style.height = `${Math.min(question.scrollHeight + 2, 160)}px`;
}

async function openSheet(link) {
  const body = sheet.querySelector("[data-sheet-body]");
  try {
    body.replaceChildren(fragment(await fetchFragment(link.dataset.sheetLink)));
  } catch (error) {
    body.replaceChildren(bubble("theirs", saying(error), "fault"));
  }
  sheet.showModal();
  body.querySelector("[data-chosen]")?.scrollIntoView({ block: "center" });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
question.addEventListener("input", grow);
question.addEventListener("keydown", (event) => {
  // While a Chinese input method is composing, Enter chooses a word and sends nothing.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
log.addEventListener("submit", (event) => {
  const quick = event.target.closest("[data-quick]");
  const chosen = event.submitter;
  if (!quick || !chosen) return;
  event.preventDefault();
  if (chosen.name === "region") {
    place.value = chosen.value;
    remember("region", chosen.value);
  }
  quick.hidden = true;
  ask(chosen.name === "question" ? chosen.value : quick.elements.question.value);
});
log.addEventListener("click", (event) => {
  const link = event.target.closest("[data-sheet-link]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openSheet(link);
});
sheet.addEventListener("click", (event) => {
  if (event.target === sheet) sheet.close();
});
place.addEventListener("change", () => remember("region", place.value));
place.value ||= recall("region");

const sizes = ["", "big", "huge"];
const sizeButton = document.querySelector("[data-size]");
const resize = (name) => {
  document.documentElement.dataset.size = name;
  remember("size", name);
};
sizeButton.hidden = false;
sizeButton.addEventListener("click", () => {
  resize(sizes[(sizes.indexOf(document.documentElement.dataset.size ?? "") + 1) % sizes.length]);
});
resize(recall("size"));
log.scrollTop = log.scrollHeight;
