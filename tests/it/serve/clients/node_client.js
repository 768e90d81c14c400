// node-postgres: every parameter goes as text, and types come back as its parsers have them.
const assert = require("assert");
const { Client } = require("pg");

(async () => {
  const client = new Client({ host: "127.0.0.1", port: Number(process.argv[2]), user: "anna", database: "localspend" });
  await client.connect();
  const { rows } = await client.query("select org_code, amount, paid_on, directives, in_base from spend where amount > $1 and paid_on is not null limit 1", [100.5]);
  assert.match(rows[0].amount, /^\d+\.\d\d$/, "money is exact text");
  assert.ok(rows[0].paid_on instanceof Date && Array.isArray(rows[0].directives) && typeof rows[0].in_base === "boolean");
  assert.strictEqual((await client.query("select 1 from spend limit $1", [3])).rowCount, 3);
  const all = await client.query("select count(*) as n from spend");
  const parts = await client.query("select quarter, count(*) as n from spend group by quarter");
  const listed = await client.query("select count(*) as n from spend where quarter = any($1)", [parts.rows.map((row) => row.quarter)]);
  assert.strictEqual(listed.rows[0].n, all.rows[0].n);
  await assert.rejects(client.query("select nope from spend"), (error) => error.code === "42703" && Boolean(error.hint));
  assert.strictEqual(Number((await client.query({ name: "twice", text: "select $1::int + 1 as n", values: [1] })).rows[0].n), 2);
  assert.strictEqual(Number((await client.query({ name: "twice", text: "select $1::int + 1 as n", values: [2] })).rows[0].n), 3);
  await client.end();
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
