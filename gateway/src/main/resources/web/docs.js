// Shows asyncapi.json and openapi.json: what can be asked, what is told, each with its fields and an example.

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const at = (root, reference) => reference.slice(2).split("/")
  .reduce((node, key) => node[key.replaceAll("~1", "/").replaceAll("~0", "~")], root);

/** A schema without what only points elsewhere; its own description wins. */
function resolved(root, schema) {
  const points = schema.$ref ?? schema.allOf?.[0].$ref;
  return points ? { ...resolved(root, at(root, points)), ...schema } : schema;
}

function type(root, schema) {
  const { enum: values, const: only, type: name, items, anyOf } = resolved(root, schema);
  if (only !== undefined) return JSON.stringify(only);
  if (values) return values.length > 20 ? "string" : values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf) return [...new Set(anyOf.map((one) => type(root, one)))].join(" | ");
  return name === "array" ? `list of ${type(root, items)}` : name ?? "";
}

/** One row a field; those of an object inside under its name. */
function rows(root, schema, prefix = "") {
  const { properties = {}, required = [], anyOf } = resolved(root, schema);
  if (anyOf) return rows(root, anyOf[0], prefix);
  return Object.entries(properties).flatMap(([name, value]) => {
    const field = resolved(root, value);
    const inside = field.type === "array" ? field.items : value;
    return [element("tr", {}, element("td", {}, prefix + name), element("td", {}, type(root, value)),
      element("td", {}, [required.includes(name) ? "" : "may be left out", field.description ?? ""]
        .filter(Boolean).join(". "))),
    ...rows(root, inside, `${prefix}${name}${field.type === "array" ? "[]" : ""}.`)];
  });
}

function table(root, schema) {
  const fields = schema ? rows(root, schema) : [];
  return fields.length ? [element("div", { class: "table" }, element("table", {}, ...fields))] : [];
}

const example = (value) => element("pre", {}, JSON.stringify(value));

const examples = (message) => message.examples.map(({ payload }) => example(payload));

function section(name, summary, ...content) {
  return element("section", { id: name }, element("h3", {}, element("a", { href: `#${name}` }, name)),
    element("p", {}, summary), ...content);
}

function requests(api) {
  const { messages } = api.components;
  return Object.keys(api.operations).filter((name) => name in messages).map((name) => {
    const result = messages[`${name}.result`];
    return section(name, messages[name].summary, ...table(api, messages[name].payload.properties.params),
      ...examples(messages[name]), element("p", {}, "Answer:"), ...table(api, result.payload.properties.result),
      ...examples(result));
  });
}

function told(api) {
  const { messages } = api.components;
  const names = ["error", ...api.operations.tell.messages.map(({ $ref }) => $ref.split("/").at(-1))];
  return names.map((name) => section(name, messages[name].summary, ...table(api, messages[name].payload),
    ...examples(messages[name])));
}

function calls(api) {
  const all = Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ name: method === "get" ? path : `${method} ${path}`, call })));
  return all.map(({ name, call: { summary, parameters = [], requestBody, responses } }) => {
    const asked = { properties: Object.fromEntries(parameters.map((one) => [one.name, one.schema])),
      required: parameters.filter((one) => one.required).map((one) => one.name) };
    const good = Object.keys(responses).find((status) => status.startsWith("2"));
    const bodies = [requestBody, responses[good]].map((one) => one?.content?.["application/json"]);
    const [body, answer] = bodies.map((one) => one
      ? [...table(api, one.schema), ...("example" in one ? [example(one.example)] : [])] : []);
    return section(name, summary, ...table(api, asked), ...body, element("p", {}, "Answer:"), ...answer);
  });
}

const [socket, http] = await Promise.all(["/docs/asyncapi.json", "/docs/openapi.json"]
  .map((address) => fetch(address).then((answer) => answer.json())));
const parts = [["Requests", requests(socket)], ["What the exchange tells", told(socket)], ["HTTP", calls(http)]];
document.getElementById("docs").append(
  element("h1", {}, socket.info.title), element("p", {}, "The WebSocket ", element("code", {}, "/ws/v1"),
    " and HTTP, as in ", element("a", { href: "/docs/asyncapi.json" }, "asyncapi.json"), " and ",
    element("a", { href: "/docs/openapi.json" }, "openapi.json"), "."),
  ...parts.map(([title, sections]) => element("nav", { "aria-label": title }, element("strong", {}, title),
    ...sections.map(({ id }) => element("a", { href: `#${id}` }, id)))),
  ...parts.flatMap(([title, sections]) => [element("h2", {}, title), ...sections]));
document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
