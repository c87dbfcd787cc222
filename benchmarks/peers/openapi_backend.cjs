// The contract served by openapi-backend: its routing and validation, a Map behind it, Node's own HTTP server.
// Arguments: port, document, world. NODE_PATH says where the package is.

const fs = require("node:fs");
const http = require("node:http");
const { randomUUID } = require("node:crypto");
const { OpenAPIBackend } = require("openapi-backend");

const [port, definition, world] = process.argv.slice(2);
const models = new Map(JSON.parse(fs.readFileSync(world, "utf8")).models.map((row) => [row.id, row]));

const normal = (data) => ({ status: 200, body: { api_version: "3.0", kind: "NORMAL", data } });
const error = (code, message, errors = []) => ({
  status: code,
  body: { api_version: "3.0", kind: "ERROR", error: { code, message, errors } },
});
const found = (row) => (row ? normal(row) : error(404, "There is no such model"));
const summary = ({ schema, spec, task_params, event_ts_col, event_ts_format, ...shown }) => shown;

const api = new OpenAPIBackend({
  definition,
  quick: true, // the document is known to be right
  handlers: {
    list_models(context) {
      const limit = Number(context.request.query.limit ?? 50);
      const items = [...models.values()].slice(0, limit).map(summary);
      return normal({ total: models.size, offset: 0, page_size: limit, items });
    },
    create_model(context) {
      const row = { ...context.request.requestBody, id: randomUUID() };
      models.set(row.id, row);
      return normal(row);
    },
    get_model: (context) => found(models.get(context.request.params.model_id)),
    update_model(context) {
      const row = models.get(context.request.params.model_id);
      return found(row && Object.assign(row, context.request.requestBody));
    },
    validationFail: (context) => error(400, "The request does not fit", context.validation.errors),
    notImplemented: () => error(501, "Not part of the benchmark"),
    notFound: () => error(404, "There is nothing here"),
    unauthorizedHandler: () => error(401, "A bearer token is required"),
  },
  securityHandlers: { bearer: (context) => context.request.headers.authorization === "Bearer mock-token" },
});

api.init().then(() =>
  http
    .createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", async () => {
        const [path, query] = request.url.split("?");
        const body = parts.length ? Buffer.concat(parts).toString() : undefined;
        const { method, headers } = request;
        const answer = await api.handleRequest({ method, path, query, body, headers });
        const text = JSON.stringify(answer.body);
        response.writeHead(answer.status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
        response.end(text);
      });
    })
    .listen(Number(port), "127.0.0.1"),
);
