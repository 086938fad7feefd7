/** Raised when a reader of the former version could not read the file; such a file is refused. */
export const schemaVersion = 1;

/** `issue`: a record restates one or more issues. `affected.data` is what a lookup needs of the record, as lib/advisory/stored.ts writes it. */
export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE record (n INTEGER PRIMARY KEY, id TEXT NOT NULL, summary TEXT NOT NULL, published TEXT, modified TEXT, cvss REAL);
  CREATE TABLE issue (record INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (record, id)) WITHOUT ROWID;
  CREATE TABLE alias (id TEXT NOT NULL, alias TEXT NOT NULL, PRIMARY KEY (id, alias)) WITHOUT ROWID;
  CREATE TABLE overlay (id TEXT PRIMARY KEY, kev INTEGER NOT NULL, epss REAL) WITHOUT ROWID;
  CREATE TABLE affected (ecosystem INTEGER NOT NULL, name TEXT NOT NULL, record INTEGER NOT NULL, part INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (ecosystem, name, record, part)) WITHOUT ROWID;
  CREATE TABLE ecosystem (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
`;
export const indexes = 'CREATE INDEX issue_by_id ON issue (id);';
