// The map: folders, or what belongs to a MOC, as circles, links between them as lines, and a table of the same.

const NODES = 40;
const NOWHERE = "(nowhere)";

const GROUPS = {
  1: "folder, 1 deep",
  2: "folder, 2 deep",
  3: "folder, 3 deep",
  4: "folder, 4 deep",
  moc: "nearest MOC",
};

/** What a folder belongs to: the folder above it at a depth, or the nearest with a MOC, the top where there is none. */
function grouping(group) {
  if (group !== "moc") return (folder) => folder.split("/").slice(0, Number(group)).join("/");
  const mocs = new Set(data.seen.coverage.map((each) => folderOf(each.mocs[0])));
  return (folder) => {
    let nearest = folder;
    while (nearest && !mocs.has(nearest)) nearest = folderOf(nearest);
    return nearest;
  };
}

/** Groups of folders with their links, the most linked first, and the lines between them. */
function aggregated(groupOf) {
  const nodes = new Map();
  const node = (name) => {
    if (!nodes.has(name)) nodes.set(name, { name, links: 0, sent: 0, broken: 0, mocs: [] });
    return nodes.get(name);
  };
  const edges = new Map();
  for (const route of data.seen.routes) {
    const source = groupOf(route.source);
    const target = route.target === null ? NOWHERE : groupOf(route.target);
    node(source).links += route.links;
    node(source).sent += route.links;
    node(source).broken += route.broken;
    node(target).links += route.links;
    if (source !== target) {
      const key = JSON.stringify([source, target]);
      const edge = edges.get(key) || { source, target, links: 0, broken: 0 };
      edge.links += route.links;
      edge.broken += route.broken;
      edges.set(key, edge);
    }
  }
  for (const each of data.seen.coverage) node(groupOf(folderOf(each.mocs[0]))).mocs.push(...each.mocs);
  const all = [...nodes.values()].sort((a, b) => b.links - a.links || collator.compare(a.name, b.name));
  return { nodes: all, edges: [...edges.values()] };
}

/** Places for the nodes: they push each other away, and lines pull theirs together. Always the same for the same. */
function lay(nodes, edges, width, height) {
  const at = new Map(nodes.map((each, index) => [each.name, index]));
  const points = nodes.map((_, index) => {
    const angle = index * 2.399963; // the golden angle: a sunflower, whose seeds don't line up
    const radius = Math.sqrt((index + 0.5) / nodes.length) * 0.42;
    return { x: width * (0.5 + radius * Math.cos(angle)), y: height * (0.5 + radius * Math.sin(angle)) };
  });
  const pulls = edges.map((each) => [at.get(each.source), at.get(each.target), Math.log2(1 + each.links)]);
  const wanted = 0.75 * Math.sqrt((width * height) / Math.max(nodes.length, 1));
  for (let round = 0; round < 300; round += 1) {
    const moves = points.map((point) => ({ x: (width / 2 - point.x) * 0.03, y: (height / 2 - point.y) * 0.05 }));
    for (let i = 0; i < points.length; i += 1) {
      for (let j = i + 1; j < points.length; j += 1) {
        const x = points[i].x - points[j].x || 0.1 * (i - j);
        const y = points[i].y - points[j].y || 0.1;
        const force = (0.04 * wanted * wanted) / (x * x + y * y);
        moves[i].x += x * force;
        moves[i].y += y * force;
        moves[j].x -= x * force;
        moves[j].y -= y * force;
      }
    }
    for (const [source, target, strength] of pulls) {
      const x = points[target].x - points[source].x;
      const y = points[target].y - points[source].y;
      const force = (0.004 * strength * Math.hypot(x, y)) / wanted;
      moves[source].x += x * force;
      moves[source].y += y * force;
      moves[target].x -= x * force;
      moves[target].y -= y * force;
    }
    const most = wanted * 0.3 * (1 - round / 300) + 0.5;
    points.forEach((point, index) => {
      const length = Math.hypot(moves[index].x, moves[index].y) || 1;
      const step = Math.min(length, most) / length;
      point.x = Math.min(Math.max(point.x + moves[index].x * step, 70), width - 70);
      point.y = Math.min(Math.max(point.y + moves[index].y * step, 40), height - 45);
    });
  }
  return points;
}

function arc(radius, share) {
  if (share >= 1) return `M 0 ${-radius} A ${radius} ${radius} 0 1 1 -0.01 ${-radius}`;
  const angle = 2 * Math.PI * share;
  const x = radius * Math.sin(angle);
  const y = -radius * Math.cos(angle);
  return `M 0 ${-radius} A ${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}`;
}

const LONGEST_LABEL = 24;

/** A folder's own name below its circle, cut where it is long. */
function label(name) {
  const letters = [...(name === NOWHERE ? "nowhere" : shownFolder(name).split("/").pop())];
  return letters.length > LONGEST_LABEL ? `${letters.slice(0, LONGEST_LABEL - 1).join("")}…` : letters.join("");
}

function folderMark(each, point, radius) {
  const isNowhere = each.name === NOWHERE;
  const title = isNowhere
    ? `nowhere: ${plural(each.links, "link")} to what is not there`
    : `${shownFolder(each.name)}: ${plural(each.sent, "link")} from here, ${each.broken} broken` +
      (each.mocs.length ? `; MOCs: ${each.mocs.join(", ")}` : "");
  const open = () => go(isNowhere ? { view: "wanted" } : { view: "findings", folder: each.name });
  return make(
    "g",
    {
      class: `folder${isNowhere ? " nowhere" : ""}`,
      transform: `translate(${point.x.toFixed(1)} ${point.y.toFixed(1)})`,
      tabindex: 0,
      role: "link",
      "aria-label": title,
      on: {
        click: open,
        keydown: (event) => {
          if (event.key === "Enter") open();
        },
      },
    },
    make("title", {}, title),
    make("circle", { r: radius }),
    each.broken ? make("path", { class: "share", d: arc(radius, each.broken / Math.max(each.sent, 1)) }) : null,
    each.mocs.length ? make("circle", { class: "moc", r: 3.5 }) : null,
    make("text", { y: radius + 16 }, label(each.name)),
  );
}

function showMap(state) {
  const all = aggregated(grouping(state.group));
  const nodes = all.nodes.slice(0, NODES);
  const nowhere = all.nodes.find((each) => each.name === NOWHERE);
  if (nowhere && !nodes.includes(nowhere)) nodes[nodes.length - 1] = nowhere;
  const names = new Set(nodes.map((each) => each.name));
  const edges = all.edges.filter((each) => names.has(each.source) && names.has(each.target));
  const width = 1000;
  const height = nodes.length > 20 ? 640 : 460;
  const points = lay(nodes, edges, width, height);
  const at = new Map(nodes.map((each, index) => [each.name, points[index]]));
  const most = Math.max(...nodes.map((each) => each.links), 1);
  const lines = edges.map((each) => {
    const [source, target] = [at.get(each.source), at.get(each.target)];
    const ends = { x1: source.x, y1: source.y, x2: target.x, y2: target.y };
    const way = `${shownFolder(each.source)} → ${shownFolder(each.target)}`;
    const title = `${way}: ${plural(each.links, "link")}, ${each.broken} broken`;
    const look = {
      class: each.broken ? "edge broken" : "edge",
      "stroke-width": (1 + Math.log2(each.links)).toFixed(1),
      "stroke-opacity": (0.35 + (0.4 * each.broken) / each.links).toFixed(2),
    };
    return make("line", { ...ends, ...look }, make("title", {}, title));
  });
  const marks = nodes.map((each, index) => folderMark(each, points[index], 8 + 26 * Math.sqrt(each.links / most)));
  const picture = make(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": "Links between folders" },
    ...lines,
    ...marks,
  );
  byId("graph").replaceChildren(nodes.length ? picture : make("p", { class: "hint" }, "There are no links."));
  const left = all.nodes.length - nodes.length;
  const rows = all.nodes
    .filter((each) => each.name !== NOWHERE)
    .sort((a, b) => b.sent - a.sent)
    .map((each) => [
      make(
        "button",
        { type: "button", class: "text", on: { click: () => go({ view: "findings", folder: each.name }) } },
        shownFolder(each.name),
      ),
      each.mocs.length,
      each.sent,
      each.broken,
    ]);
  byId("folders").replaceChildren(
    left > 0 ? make("p", { class: "hint" }, `The ${NODES} folders with most links are drawn; the table has all.`) : "",
    table(["folder", "MOCs", "links from it", "broken"], rows, "There are no links."),
  );
}
