// Asks Shopify's own Node library about the sandbox: a token, a read, a write, and a webhook's
// signature. Reads one JSON object from stdin, prints one to stdout.
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { readFileSync } from "node:fs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const shop = "demo.myshopify.com";
setAbstractFetchFunc((url, options) =>
  fetch(String(url).replace(`https://${shop}`, asked.base), options),
);
const shopify = shopifyApi({
  apiKey: "app",
  apiSecretKey: asked.secret,
  apiVersion: ApiVersion.October26,
  hostName: "sync.example.com",
  isEmbeddedApp: false,
  logger: { level: LogSeverity.Error },
});
const { session } = await shopify.auth.clientCredentials({ shop });
const client = new shopify.clients.Graphql({ session });
const read = await client.request(asked.read);
const write = await client.request(asked.write, { variables: asked.variables });

const check = (rawBody) =>
  shopify.webhooks.validate({
    rawBody,
    rawRequest: { method: "POST", url: "/", headers: asked.webhook.headers },
    rawResponse: {},
  });
console.log(
  JSON.stringify({
    scope: session.scope,
    read: read.data,
    write: write.data,
    genuine: await check(asked.webhook.body),
    altered: await check(asked.webhook.body.replace("{", "{ ")),
  }),
);
