//! Phrases of clients' own queries about system tables that the engine cannot plan, and what is planned for them. Each is
//! about something that is never there: options of storage, access lists, sizes.

use std::borrow::Cow;

/// A phrase, with single blanks, and what stands for it.
const PHRASES: [(&str, &str); 7] = [
    // psql \d+
    (
        "pg_catalog.array_to_string(c.reloptions || array(select 'toast.' || x from pg_catalog.unnest(tc.reloptions) x), ', ')",
        "'' as reloptions",
    ),
    // psql \dn+
    ("pg_catalog.array_to_string(n.nspacl, E'\\n')", "''"),
    // psql \dp
    ("pg_catalog.array_to_string(c.relacl, E'\\n')", "''"),
    // psql \dt+, \dv+
    ("pg_catalog.pg_size_pretty(pg_catalog.pg_table_size(c.oid))", "''"),
    // SQLAlchemy: text search of a quoted catalog name
    ("pg_catalog.pg_get_expr(pg_catalog.pg_attrdef.adbin, pg_catalog.pg_attrdef.adrelid)", "''"),
    // psql \du
    (
        "ARRAY(SELECT b.rolname FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles b ON (m.roleid = b.oid) WHERE m.member = r.oid)",
        "''",
    ),
    ("pg_catalog.pg_get_constraintdef(pg_catalog.pg_constraint.oid, true)", "''"),
];

/// The statement with its phrases replaced; untouched where there is none.
pub fn translated(sql: &str) -> Cow<'_, str> {
    if !sql.contains("pg_catalog.") {
        return Cow::Borrowed(sql);
    }
    let plain = sql.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = plain.clone();
    for (phrase, instead) in PHRASES {
        out = out.replace(phrase, instead);
    }
    if out == plain { Cow::Borrowed(sql) } else { Cow::Owned(out) }
}
