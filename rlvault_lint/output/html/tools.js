"use strict";
// What the views of the page share: the report, elements, tables, and what is looked at. That stands behind the `#` of
// the address, so that it can be linked to and gone back to. All text of the vault is set as text, never as markup.

const SEVERITIES = ["error", "warning", "info"];
const ORDERS = { note: "by note", severity: "worst first", rule: "by rule" };
const VIEWS = { findings: "Findings", map: "Map", wanted: "Most wanted", mocs: "MOCs" };

const data = JSON.parse(document.getElementById("data").textContent);
const findings = data.findings;
const byId = (id) => document.getElementById(id);
const collator = new Intl.Collator("en");

/** An element with attributes and children; texts become text nodes, `on` has listeners. */
function make(name, attributes, ...children) {
  const svg = ["svg", "g", "path", "line", "circle", "text", "title"].includes(name);
  const element = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : String(value));
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const folderOf = (path) => path.slice(0, Math.max(path.lastIndexOf("/"), 0));
const shownFolder = (folder) => folder || "(top of the vault)";
const counted = (values) => {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
};

function table(heads, rows, empty) {
  if (!rows.length) return make("p", { class: "hint" }, empty);
  const kind = (value) => (typeof value === "number" ? "number" : null);
  const cell = (value) => (typeof value === "number" ? value.toLocaleString("en") : value);
  return make(
    "table",
    {},
    make(
      "thead",
      {},
      make("tr", {}, ...heads.map((head, index) => make("th", { scope: "col", class: kind(rows[0][index]) }, head))),
    ),
    make(
      "tbody",
      {},
      ...rows.map((row) => make("tr", {}, ...row.map((value) => make("td", { class: kind(value) }, cell(value))))),
    ),
  );
}

// --- what is looked at --------------------------------------------------------------------------------------------

const EMPTY = { view: "findings", text: "", severity: "", rule: "", folder: "", order: "note", page: "1", group: "2" };

function read() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = { ...EMPTY };
  for (const key of Object.keys(EMPTY)) if (given.has(key)) state[key] = given.get(key);
  if (!Object.hasOwn(VIEWS, state.view)) state.view = EMPTY.view;
  if (!Object.hasOwn(ORDERS, state.order)) state.order = EMPTY.order;
  if (!Object.hasOwn(GROUPS, state.group)) state.group = EMPTY.group;
  return state;
}

/** Look at something else; everything that is not named stays as it is, and a list begins at its first page. */
function go(changes) {
  const state = { ...read(), page: "1", ...changes };
  const kept = Object.entries(state).filter(([key, value]) => value !== EMPTY[key]);
  location.hash = new URLSearchParams(kept).toString();
}
