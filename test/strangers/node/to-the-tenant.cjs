// Leads the services' own names to the tenant, as a resolver and a proxy would: for clients that take no address.
// The certificate is the tenant's, which the program's environment trusts.
const tls = require("node:tls");

const places = {
  "graph.microsoft.com": process.env.TENANT_GRAPH,
  "login.microsoftonline.com": process.env.TENANT_AUTHORITY,
};
const connect = tls.connect;
tls.connect = function connectToTenant(options, ...rest) {
  const place = typeof options === "object" ? places[options.host ?? options.servername] : undefined;
  if (place === undefined) return connect.call(this, options, ...rest);
  const { hostname, port } = new URL(place);
  return connect.call(
    this,
    { ...options, host: hostname, port: Number(port), servername: "localhost" },
    ...rest,
  );
};
