// The list of findings with its filters, the tables, and the page around them. The last of the scripts: it starts.

const PAGE = 100;

// --- the list of findings -----------------------------------------------------------------------------------------

const folders = data.paths.map(folderOf);
const isWithin = (folder, wanted) => wanted === "" || folder === wanted || folder.startsWith(`${wanted}/`);
const haystacks = new Array(findings.length);

function haystack(index) {
  if (haystacks[index] === undefined) {
    const each = findings[index];
    const parts = [data.paths[each.path], data.rules[each.rule].name, each.message, (each.source || []).join("")];
    haystacks[index] = parts.join("\n").toLowerCase();
  }
  return haystacks[index];
}

function chosen(state) {
  const text = state.text.trim().toLowerCase();
  const rule = data.rules.findIndex((each) => each.name === state.rule);
  const found = [];
  findings.forEach((each, index) => {
    if (
      (state.severity === "" || each.severity === state.severity) &&
      (state.rule === "" || each.rule === rule) &&
      isWithin(folders[each.path], state.folder) &&
      (text === "" || haystack(index).includes(text))
    ) {
      found.push(each);
    }
  });
  const rank = (each) => SEVERITIES.indexOf(each.severity);
  if (state.order === "severity") found.sort((a, b) => rank(a) - rank(b));
  if (state.order === "rule") found.sort((a, b) => a.rule - b.rule);
  return found;
}

function item(each) {
  const rule = data.rules[each.rule];
  const fixes = { safe: "--fix", unsafe: "--fix --unsafe-fixes", suggestion: "not made by --fix" };
  return make(
    "li",
    { class: `finding ${each.severity}` },
    make(
      "p",
      {},
      make("span", { class: "place" }, `${each.line}:${each.column} `),
      make("span", { class: "severity" }, each.severity),
      " ",
      make("span", { class: "rule", title: rule.summary || null }, rule.name),
    ),
    make("p", { dir: "auto" }, each.message),
    each.source ? make("pre", { dir: "auto" }, each.source[0], make("mark", {}, each.source[1] || " "), each.source[2]) : null,
    ...(each.related || []).map((place) => make("p", { class: "more", dir: "auto" }, place)),
    each.fix ? make("p", { class: "more", dir: "auto" }, `${each.fix.safety === "suggestion" ? "Suggestion" : "Fix"}: ${each.fix.title} (${fixes[each.fix.safety]})`) : null,
  );
}

function showList(state) {
  const found = chosen(state);
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const page = Math.min(Math.max(1, Number.parseInt(state.page, 10) || 1), pages);
  const part = found.slice((page - 1) * PAGE, page * PAGE);
  const notes = new Set(found.map((each) => each.path)).size;
  const all = findings.length.toLocaleString("en");
  const range = found.length > PAGE ? `, ${(page - 1) * PAGE + 1} to ${(page - 1) * PAGE + part.length} shown` : "";
  byId("shown").textContent =
    findings.length === 0
      ? "There is nothing to report. The other views show what was looked at."
      : found.length === 0
        ? "Nothing matches: choose something else, or “Show all”."
        : `${plural(found.length, "finding")} of ${all} in ${plural(notes, "file")}${range}`;
  const blocks = [];
  let path = -1;
  let list = null;
  for (const each of part) {
    if (each.path !== path) {
      path = each.path;
      list = make("ul");
      const name = data.paths[path];
      const address = `obsidian://open?vault=${encodeURIComponent(data.name)}&file=${encodeURIComponent(name)}`;
      const link = make("a", { href: address, title: "Open in Obsidian", dir: "auto" }, name);
      blocks.push(make("div", { class: "note" }, make("h3", {}, link), list));
    }
    list.append(item(each));
  }
  byId("list").replaceChildren(...blocks);
  const step = (to, label) =>
    make(
      "button",
      {
        type: "button",
        disabled: to < 1 || to > pages,
        on: {
          click: () => {
            go({ page: String(to) });
            scrollTo(0, 0);
          },
        },
      },
      label,
    );
  byId("pages").replaceChildren(
    ...(pages > 1
      ? [step(page - 1, "Previous"), make("span", {}, `Page ${page} of ${pages}`), step(page + 1, "Next")]
      : []),
  );
}

// --- what is wanted, what MOCs list --------------------------------------------------------------------------------

function showWanted() {
  const rows = data.seen.wanted
    .slice(0, 500)
    .map((each) => [
      make(
        "button",
        { type: "button", class: "text", on: { click: () => go({ view: "findings", text: each.target }) } },
        each.target,
      ),
      each.links,
      each.notes,
    ]);
  byId("targets").replaceChildren(
    make("p", { class: "hint" }, "Files that links name and that are not there, the most linked first. A click shows what names one."),
    table(["target", "links", "notes"], rows, "Nothing is missing."),
  );
}

function showMocs() {
  const sorted = [...data.seen.coverage].sort((a, b) => b.notes - b.listed - (a.notes - a.listed));
  const rows = sorted.map((each) => [
    make(
      "button",
      { type: "button", class: "text", on: { click: () => go({ view: "findings", folder: folderOf(each.mocs[0]) }) } },
      each.mocs.join(", "),
    ),
    each.notes,
    each.listed,
    each.notes - each.listed,
    each.notes
      ? make(
          "span",
          {},
          make("progress", { max: each.notes, value: each.listed, "aria-hidden": "true" }),
          ` ${Math.floor((100 * each.listed) / each.notes)} %`,
        )
      : "",
  ]);
  byId("coverage").replaceChildren(
    make(
      "p",
      { class: "hint" },
      "For each MOC: how many notes are in its folder and below, without those nearer to another MOC, and how many of them a MOC lists.",
    ),
    table(["MOC", "notes", "listed", "not listed", "share"], rows, "There are no MOCs."),
  );
}

// --- the page -----------------------------------------------------------------------------------------------------

function fill(id, options) {
  byId(id).replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
}

function start() {
  const severities = counted(findings.map((each) => each.severity));
  const rules = counted(findings.map((each) => each.rule));
  const above = new Map();
  for (const each of findings) {
    const parts = folders[each.path].split("/");
    for (let depth = 1; depth <= parts.length && parts[0]; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      above.set(folder, (above.get(folder) || 0) + 1);
    }
  }
  const named = [...above].sort((a, b) => collator.compare(a[0], b[0]));
  fill("severity", [
    ["", "all"],
    ...SEVERITIES.filter((each) => severities.has(each)).map((each) => [each, `${each} (${severities.get(each)})`]),
  ]);
  fill("rule", [["", "all"], ...data.rules.map((each, index) => [each.name, `${each.name} (${rules.get(index)})`])]);
  fill("folder", [["", "all"], ...named.map(([folder, count]) => [folder, `${folder} (${count})`])]);
  fill("order", Object.entries(ORDERS));
  fill("group", Object.entries(GROUPS));

  byId("filters").hidden = findings.length === 0;

  const seen = data.seen;
  const notes = new Set(findings.map((each) => each.path)).size;
  const counts = SEVERITIES.filter((each) => severities.has(each)).map((each) =>
    make("span", { class: `count ${each}` }, plural(severities.get(each), each)),
  );
  const parts = counts.flatMap((each, index) => (index ? [", ", each] : [each]));
  if (!parts.length && !data.checked) parts.push("Nothing was checked. ");
  else if (parts.length) parts.push(` in ${notes.toLocaleString("en")} of ${plural(data.checked, "file")}. `);
  else
    parts.push(
      make("span", { class: "count good" }, data.asides.length ? "No new problems. " : "No problems. "),
      `${plural(data.checked, "file")} checked. `,
    );
  if (seen.links)
    parts.push(`${(seen.links - seen.broken).toLocaleString("en")} of ${plural(seen.links, "link")} resolve.`);
  byId("counts").replaceChildren(...parts);
  byId("asides").replaceChildren(...data.asides.map((each) => make("p", {}, each)));
  if (data.errors.length) {
    byId("failures").hidden = false;
    byId("failures").replaceChildren(
      make("strong", {}, "The run is incomplete:"),
      make("ul", {}, ...data.errors.map((each) => make("li", {}, each))),
    );
  }
  byId("views").replaceChildren(
    ...Object.entries(VIEWS).map(([view, text]) =>
      make("button", { type: "button", "data-view": view, on: { click: () => go({ view }) } }, text),
    ),
  );
  byId("footer").textContent = `Made by rlvault-lint ${data.version}.`;

  let waiting = 0;
  byId("text").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => go({ text: event.target.value }), 150);
  });
  for (const key of ["severity", "rule", "folder", "order", "group"]) {
    byId(key).addEventListener("change", (event) => go({ [key]: event.target.value }));
  }
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("filters").addEventListener("reset", () =>
    go({ text: "", severity: "", rule: "", folder: "", order: EMPTY.order }),
  );
  addEventListener("hashchange", show);
  show();
}

function show() {
  const state = read();
  for (const view of Object.keys(VIEWS)) byId(view).hidden = view !== state.view;
  for (const button of byId("views").children) {
    if (button.dataset.view === state.view) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
  for (const key of ["text", "severity", "rule", "folder", "order", "group"]) {
    if (byId(key).value !== state[key]) byId(key).value = state[key];
  }
  if (state.view === "findings") showList(state);
  if (state.view === "map") showMap(state);
  if (state.view === "wanted") showWanted();
  if (state.view === "mocs") showMocs();
}

start();
