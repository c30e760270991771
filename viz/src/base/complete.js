// Completes the data where it points at what is not there, so that one wrong value brings no view down:
// what is unknown is shown under the name by which the data speaks of it.

const SHAPES = new Set(["dot", "box", "diamond", "triangle", "triangleDown", "hexagon", "square", "star"]);
const COLOUR = /^#[0-9a-f]{6}$/i;
const PLAIN = { colour: "#999999", shape: "dot" };
const SCHEMES = [
  "level",
  "modality",
  "phase",
  "statedness",
  "standpoint",
  "bound",
  "unit",
  "changebasis",
  "datebasis",
  "reportkind",
];
const KIND = "Entity";

/** The packed data, `nodes` and `data`, with all that it points at; things and claims are as they were. */
export function complete({ nodes, data }) {
  const things = withUnknown(
    data.things,
    [
      ...data.claims.flatMap(({ subject, object, by = [] }) => [subject, object, ...by]),
      ...data.figures.map(({ about }) => about),
    ],
    (id) => ({ id, zh: id, en: id, type: KIND, names: [] }),
  );
  const classes = withUnknown(
    data.classes,
    [KIND, ...things.map(({ type }) => type), ...data.classes.map(({ group }) => group)],
    (id) => ({ id, zh: id, en: id, parents: [], group: id, ...PLAIN }),
  );
  const predicates = withUnknown(
    data.predicates,
    data.claims.map(({ predicate }) => predicate),
    (id) => ({ id, zh: id, en: id, domains: [], ranges: [] }),
  );
  const tokens = Object.fromEntries(
    SCHEMES.map((scheme) => [
      scheme,
      withUnknown(
        data.tokens[scheme] ?? [],
        [...data.claims, ...data.figures].map((record) => record[scheme]).filter(Boolean),
        (id) => ({ id, zh: id, en: id }),
      ),
    ]),
  );
  return {
    nodes: places(nodes, things),
    data: { ...data, things, classes: classes.map((cls) => ({ ...cls, ...style(cls) })), predicates, tokens },
  };
}

function withUnknown(records, ids, make) {
  const known = new Set(records.map(({ id }) => id));
  return [...records, ...[...new Set(ids)].filter((id) => !known.has(id)).map(make)];
}

/** The node of each thing: what has no place stands in the middle, and matters least. */
function places(nodes, things) {
  const known = new Map(nodes.map((node) => [node.id, node]));
  return things.map(({ id }, nth) => {
    const node = known.get(id) ?? {};
    const number = (value, otherwise) => (Number.isFinite(value) ? value : otherwise);
    const { shape, colour: color } = style({ shape: node.shape, colour: node.color });
    return {
      ...node,
      id,
      shape,
      color,
      x: number(node.x, 0),
      y: number(node.y, 0),
      rank: number(node.rank, nodes.length + nth),
    };
  });
}

/** A colour goes into the attributes of drawings, where `url(…)` would be an address: none but #rrggbb is one. */
const style = ({ colour, shape }) => ({
  colour: COLOUR.test(colour) ? colour : PLAIN.colour,
  shape: SHAPES.has(shape) ? shape : PLAIN.shape,
});
