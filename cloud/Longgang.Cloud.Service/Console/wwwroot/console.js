import { words, streets } from "/words.js";

const shown = 60;                 // rows of the queue; the rest is a number
const kept = 600;                 // alerts in memory
const staleAfter = 5000;          // figures come every second
const severities = ["red", "orange", "yellow", "blue"];
const sums = ["accepted", "stored", "pending", "expired", "quarantined"];
const by = (id) => document.getElementById(id);
const store = { get: (key) => { try { return localStorage.getItem(key); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } } };

let language = store.get("language") ?? "zh-CN";
let token = sessionStorage.getItem("token");
let position = null;              // id of the last event: where a broken stream resumes
let heard = 0;
let stats = null;
let gateways = [];
const history = [];
const alerts = new Map();

const say = (key, ...values) => (words[language][key] ?? key).replace(/\{(\d)\}/g, (_, i) => values[i]);
const number = (value) => value.toLocaleString("en-US");
const clock = (time) => new Date(time).toLocaleTimeString("zh-CN", { hour12: false });

// ---- the API

async function call(path, options = {}) {
  const headers = { ...options.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const response = await fetch(path, { ...options, headers, cache: "no-store" });
  if (response.status === 401) {
    token = await ask("askToken", "password");
    if (token) { sessionStorage.setItem("token", token); return call(path, options); }
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `${response.status}`);
  }
  return response;
}

const read = async (path) => (await call(path)).json();

// ---- the stream: fetch instead of EventSource, because that one can send no token

async function listen() {
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      const response = await call("/v1/live", { headers: { Accept: "text/event-stream", ...(position === null ? {} : { "Last-Event-ID": position }) } });
      const resumed = position !== null;
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      if (!resumed) { loadAlerts(); }
      for (let rest = ""; ;) {
        const { done, value } = await reader.read();
        if (done) { break; }
        pause = 500;
        heard = Date.now();
        const blocks = (rest + value).split("\n\n");
        rest = blocks.pop();
        blocks.forEach(take);
      }
    } catch (error) { console.warn("live stream:", error.message); }
    paintLink();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

function take(block) {
  const fields = Object.fromEntries(block.split("\n").filter((line) => !line.startsWith(":")).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
  }));
  if (fields.id) { position = fields.id; }
  if (fields.event === "alert") { keep(JSON.parse(fields.data).alert); soon(paintQueue); }
  if (fields.event === "stats") {
    stats = JSON.parse(fields.data);
    history.push(stats.scansPerSecond);
    if (history.length > 120) { history.shift(); }
    soon(paintFigures);
  }
}

function keep(alert) {
  if (alert.state === "resolved") { alerts.delete(alert.id); return; }
  alerts.delete(alert.id);
  alerts.set(alert.id, alert);
  // The map is in order of change: what has not changed for longest goes first.
  if (alerts.size > kept) { alerts.delete(alerts.keys().next().value); }
}

async function loadAlerts() {
  const pages = await Promise.all(["raised", "acknowledged", "assigned"].map((state) => read(`/v1/alerts?state=${state}&limit=200`)));
  pages.flatMap((page) => page.items).sort((a, b) => a.changedAt.localeCompare(b.changedAt)).forEach((alert) => {
    // What the stream has said in the meantime is newer.
    if (!(alerts.get(alert.id)?.changedAt >= alert.changedAt)) { keep(alert); }
  });
  soon(paintQueue);
}

async function loadGateways() {
  try { gateways = (await read("/v1/gateways?limit=1000")).items; soon(paintGateways); } catch (error) { console.warn("gateways:", error.message); }
}

async function acknowledge(id, button) {
  const name = store.get("name") ?? await ask("askName");
  if (!name) { return; }
  store.set("name", name);
  button.disabled = true;
  try {
    const response = await call(`/v1/alerts/${id}/acknowledge`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ by: name }) });
    keep(await response.json());
  } catch (error) { toast(say("failed", error.message)); button.disabled = false; }
  soon(paintQueue);
}

// ---- the page

const pending = new Set();
function soon(paint) {
  if (pending.size === 0) { requestAnimationFrame(() => { const now = [...pending]; pending.clear(); now.forEach((one) => one()); }); }
  pending.add(paint);
}

function paintWords() {
  document.documentElement.lang = language;
  document.title = say("title");
  document.querySelectorAll("[data-word]").forEach((element) => { element.textContent = say(element.dataset.word); });
  document.querySelectorAll("[data-label]").forEach((element) => { element.setAttribute("aria-label", say(element.dataset.label)); });
  by("language").textContent = say("language");
  paintLink(); paintFigures(); paintQueue(); paintGateways();
}

function paintLink() {
  const stale = heard > 0 && Date.now() - heard > staleAfter;
  const link = by("link");
  const text = heard === 0 ? say("connecting") : stale ? say("stale", clock(heard)) : say("live");
  if (link.textContent !== text) { link.textContent = text; }
  link.className = `pill ${heard === 0 ? "" : stale ? "stale" : "live"}`;
  document.body.classList.toggle("stale", stale);
}

function paintFigures() {
  if (!stats) { return; }
  for (const key of ["scansPerSecond", "openAlerts", "stored", "pending"]) { by(key).textContent = number(stats[key]); }
  by("gatewaysOnline").textContent = gateways.length ? `${stats.gatewaysOnline} / ${gateways.length}` : stats.gatewaysOnline;
  by("balanced").textContent = stats.balanced ? `✓ ${say("balancedYes")}` : `✗ ${say("balancedNo")}`;
  by("balanced").className = stats.balanced ? "good" : "bad";
  const peak = Math.max(...history, 1);
  const points = history.map((value, i) => `${(120 - history.length + i + 1).toFixed(1)},${(31 - (value / peak) * 26).toFixed(1)}`);
  by("sparkLine").setAttribute("points", points.join(" "));
  by("sparkArea").setAttribute("d", `M${120 - history.length + 1},32 L${points.join(" L")} L120,32 Z`);
  by("sparkPeak").textContent = say("peak", number(peak));
}

function place(code) {
  const street = streets[code.slice(0, 9)]?.[language === "en" ? 1 : 0];
  return street ? `${street} ${code.slice(9)}`.trim() : code;
}

function age(time) { return span(Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000))); }

function span(seconds) {
  if (seconds < 60) { return say("seconds", seconds); }
  if (seconds < 3600) { return say("minutes", Math.floor(seconds / 60)); }
  return seconds < 86400 ? say("hours", Math.floor(seconds / 3600)) : say("days", Math.floor(seconds / 86400));
}

function paintQueue() {
  const rank = (alert) => (alert.state === "raised" ? 0 : 10) + severities.indexOf(alert.severity);
  const rows = [...alerts.values()].sort((a, b) => rank(a) - rank(b) || b.raisedAt.localeCompare(a.raisedAt));
  const list = by("queue");
  const old = new Map([...list.children].map((row) => [row.dataset.id, row]));
  const now = rows.slice(0, shown).map((alert) => fill(old.get(alert.id) ?? by("alertRow").content.firstElementChild.cloneNode(true), alert));
  // Rows are moved only when they have to: a button must not slip from under the finger.
  if (now.length !== list.children.length || now.some((row, i) => list.children[i] !== row)) { list.replaceChildren(...now); }
  by("queueEmpty").hidden = rows.length > 0 || heard === 0;
  by("queueCount").textContent = rows.length ? number(rows.length) : "";
  by("queueMore").hidden = rows.length <= shown;
  by("queueMore").textContent = say("queueMore", number(rows.length - shown));
}

function fill(row, alert) {
  const set = (name, text) => { const cell = row.querySelector(`.${name}`); if (cell.textContent !== text) { cell.textContent = text; } return cell; };
  row.dataset.id = alert.id;
  row.className = `${alert.severity} ${alert.state}`;
  set("severity", say(alert.severity));
  set("category", say(alert.category));
  set("count", alert.count > 1 ? say("times", number(alert.count)) : "");
  set("reading", alert.temperature ? `${alert.temperature.toFixed(1)} ℃` : "");
  set("area", place(alert.area));
  set("device", alert.device || alert.gateway);
  set("who", alert.masked ?? "");
  set("detail", detail(alert));
  const when = set("age", age(alert.raisedAt));
  const doubt = ["corrected", "bounded", "unsynchronized"].includes(alert.timeBasis) ? say(alert.timeBasis) : "";
  when.dateTime = alert.raisedAt;
  when.title = `${new Date(alert.raisedAt).toLocaleString("zh-CN", { hour12: false })}${doubt && ` · ${doubt}`}`;
  when.classList.toggle("doubtful", doubt !== "" && alert.timeBasis !== "corrected");
  set("state", say(alert.state, alert.assignee ?? ""));
  const button = set("acknowledge", say("acknowledge"));
  button.hidden = alert.state !== "raised";
  button.onclick = () => acknowledge(alert.id, button);
  return row;
}

// What else a category needs to be understood comes as words key=value.
function detail(alert) {
  const facts = Object.fromEntries((alert.detail ?? "").split(" ").map((word) => word.split("=")));
  if (!facts.lane) { return ""; }
  return facts.full ? say("laneFull", say(facts.lane)) : say("laneFullIn", say(facts.lane), span(Number(facts["full-in-s"])));
}

// The lane that is in the greatest need speaks for the box: full soon, or else how long it would last without its uplink.
function buffer(gateway) {
  const least = (key) => Math.min(...gateway.lanes.map((lane) => lane[key] ?? Infinity));
  const full = least("fullInSeconds"), holds = least("holdsSeconds");
  const cell = full < 86400 ? element("small", "attention", full < 1 ? say("full") : say("fullIn", span(full)))
    : element("small", "", holds < Infinity ? say("holds", span(holds)) : "");
  const reported = gateway.lanes.map((lane) => lane.reportedAt ?? "").sort().at(-1);
  if (reported) { cell.title = say("asOf", clock(reported)); } // a box that is out of reach goes on filling
  return cell;
}

function paintGateways() {
  const troubledFirst = [...gateways].sort((a, b) => Number(a.online) - Number(b.online) || a.id.localeCompare(b.id));
  by("gateways").replaceChildren(...troubledFirst.map((gateway) => {
    const row = document.createElement("li");
    const dot = element("span", `dot ${gateway.online ? "on" : "off"}`);
    const name = element("span", "", gateway.id);
    const devices = element("small", "devices", gateway.online ? say("devices", number(gateway.devicesConnected)) : "");
    const seen = element("small", "", gateway.online ? `${say("online")}${gateway.version ? ` · ${gateway.version}` : ""}` : gateway.lastSeen ? say("lastSeen", age(gateway.lastSeen)) : say("never"));
    row.append(dot, name, buffer(gateway), devices, seen);
    return row;
  }));
  by("ledger").replaceChildren(...gateways.flatMap(lanesOf).map((lane) => {
    const row = document.createElement("tr");
    row.append(element("td", "", lane.gateway), element("td", "", say(lane.lane)));
    for (const key of sums) {
      const bad = lane[key] > 0 && (key === "expired" || key === "quarantined");
      row.append(element("td", `number${bad ? " attention" : ""}`, number(lane[key])));
    }
    row.append(element("td", `mark ${lane.balanced ? "good" : "bad"}`, lane.balanced ? "✓" : "✗"));
    return row;
  }));
  paintFigures();
}

// A box that got a new store file has several outboxes to a lane: here they are one line.
function lanesOf(gateway) {
  const lanes = new Map();
  for (const lane of gateway.lanes) {
    const sum = lanes.get(lane.lane) ?? { gateway: gateway.id, lane: lane.lane, balanced: true, ...Object.fromEntries(sums.map((key) => [key, 0])) };
    sums.forEach((key) => { sum[key] += lane[key]; });
    sum.balanced &&= lane.balanced;
    lanes.set(lane.lane, sum);
  }
  return [...lanes.values()];
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function ask(word, type = "text") {
  const dialog = by("ask");
  by("askText").textContent = say(word);
  by("askInput").value = "";
  by("askInput").type = type;
  dialog.returnValue = "";
  if (!dialog.open) { dialog.showModal(); }
  return new Promise((resolve) => {
    by("askCancel").onclick = () => { by("askInput").value = ""; dialog.close(); };
    dialog.onclose = () => resolve(by("askInput").value.trim() || null);
  });
}

let toastTimer = 0;
function toast(text) {
  clearTimeout(toastTimer);
  by("toast").textContent = text;
  by("toast").hidden = false;
  toastTimer = setTimeout(() => { by("toast").hidden = true; }, 6000);
}

by("language").onclick = () => { language = language === "en" ? "zh-CN" : "en"; store.set("language", language); paintWords(); };
by("theme").onclick = () => {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  store.set("theme", document.documentElement.dataset.theme);
};
if (store.get("theme")) { document.documentElement.dataset.theme = store.get("theme"); }

paintWords();
listen();
loadGateways();
setInterval(loadGateways, 5000);
setInterval(() => { paintLink(); document.querySelectorAll("#queue time").forEach((time) => { const text = age(time.dateTime); if (time.textContent !== text) { time.textContent = text; } }); }, 1000);
