/** Raised when a reader of the former version could not read the file; such a file is refused. */
export const schemaVersion = 3;

/**
 * `issue`: a record restates one or more issues. `affected.data` is what a lookup needs of the record, as lib/advisory/stored.ts writes it.
 * `record.fixed` is since when its fixes are known, `fixes` a hash of them. `vex.data` is a statement, once for each issue that it names.
 * `package.hash` changes when anything that a match of this package could say does: two builds are compared by it.
 */
export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE record (n INTEGER PRIMARY KEY, id TEXT NOT NULL, summary TEXT NOT NULL, published TEXT, modified TEXT, cvss REAL, fixed TEXT, fixes INTEGER);
  CREATE TABLE issue (record INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (record, id)) WITHOUT ROWID;
  CREATE TABLE alias (id TEXT NOT NULL, alias TEXT NOT NULL, PRIMARY KEY (id, alias)) WITHOUT ROWID;
  CREATE TABLE overlay (id TEXT PRIMARY KEY, kev INTEGER NOT NULL, epss REAL) WITHOUT ROWID;
  CREATE TABLE vex (n INTEGER PRIMARY KEY, issue TEXT NOT NULL, data TEXT NOT NULL);
  CREATE TABLE affected (ecosystem INTEGER NOT NULL, name TEXT NOT NULL, record INTEGER NOT NULL, part INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (ecosystem, name, record, part)) WITHOUT ROWID;
  CREATE TABLE package (ecosystem INTEGER NOT NULL, name TEXT NOT NULL, hash INTEGER NOT NULL, PRIMARY KEY (ecosystem, name)) WITHOUT ROWID;
  CREATE TABLE ecosystem (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TEMP TABLE record_hash (record INTEGER PRIMARY KEY, hash INTEGER NOT NULL);
  CREATE TEMP TABLE raw_issue (record INTEGER NOT NULL, id TEXT NOT NULL);
  CREATE TEMP TABLE raw_affected (ecosystem INTEGER NOT NULL, name TEXT NOT NULL, record INTEGER NOT NULL, part INTEGER NOT NULL, data TEXT NOT NULL);
`;

/** Rows are sorted before they go into a table that is kept in their order: inserted as they come, each would touch another page. */
export const sortAffected = `
  INSERT INTO affected SELECT ecosystem, name, record, part, data FROM raw_affected ORDER BY ecosystem, name, record, part;
  DROP TABLE raw_affected;
`;

export const hashPackages = `
  INSERT INTO package SELECT a.ecosystem, a.name, (SUM(h.hash & 4294967295) + ((SUM(h.hash >> 32) & 65535) << 32)) & 281474976710655
    FROM affected a JOIN record_hash h ON h.record = a.record GROUP BY a.ecosystem, a.name;
  DROP TABLE record_hash;
`;

export const indexes = `
  CREATE INDEX vex_by_issue ON vex (issue);
  CREATE INDEX issue_by_id ON issue (id);
  CREATE INDEX record_by_id ON record (id);
  CREATE INDEX alias_by_alias ON alias (alias);
  CREATE INDEX affected_by_record ON affected (record);
`;
