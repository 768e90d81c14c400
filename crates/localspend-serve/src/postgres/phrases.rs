//! Phrases of clients' own queries about system tables that the engine cannot plan, and what is planned for them. Each is
//! about something that is never there: options of storage, access lists, sizes.

use std::borrow::Cow;

/// A phrase, with single blanks, and what stands for it.
const PHRASES: [(&str, &str); 14] = [
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
    // Npgsql: the reader of a type is kept by its name here
    ("ON proc.oid = typ.typreceive", "ON proc.proname = typ.typreceive"),
    ("ON elemproc.oid = elemtyp.typreceive", "ON elemproc.proname = elemtyp.typreceive"),
    // Npgsql: the engine takes a correlated value only of a sum or the like
    (
        "(SELECT rngtypid FROM pg_range WHERE rngmultitypid = typ.oid)",
        "(SELECT max(rngtypid) FROM pg_range WHERE rngmultitypid = typ.oid)",
    ),
    // pgjdbc: keys
    ("(information_schema._pg_expandarray(i.indkey)).n AS KEY_SEQ", "1 AS KEY_SEQ"),
    ("information_schema._pg_expandarray(i.indkey) AS KEYS", "1 AS KEYS"),
    ("result.A_ATTNUM = (result.KEYS).x", "1 = 0"),
    // psqlODBC: keys
    (
        "i.indisprimary = 't' AND ia.attrelid = i.indexrelid AND ta.attrelid = i.indrelid AND ta.attnum = i.indkey[ia.attnum-1]",
        "1 = 0",
    ),
    ("pg_catalog.pg_get_constraintdef(pg_catalog.pg_constraint.oid, true)", "''"),
];

/// The statement with its phrases replaced; untouched where there is none.
pub fn translated(sql: &str) -> Cow<'_, str> {
    if !sql.contains("pg_") {
        return Cow::Borrowed(sql);
    }
    let plain = sql.lines().flat_map(|line| without_comment(line).split_whitespace()).collect::<Vec<_>>().join(" ");
    let mut out = plain.clone();
    for (phrase, instead) in PHRASES {
        out = out.replace(phrase, instead);
    }
    if out == plain { Cow::Borrowed(sql) } else { Cow::Owned(out) }
}

/// A line up to its comment; within quotes there is none.
fn without_comment(line: &str) -> &str {
    let end = line.match_indices("--").map(|(at, _)| at).find(|at| line[..*at].matches('\'').count().is_multiple_of(2));
    end.map_or(line, |end| &line[..end])
}
