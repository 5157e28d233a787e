-- Portable subset: INTEGER is 64 bits wide, *_ms are milliseconds since 1970, *_day days since 1970.

-- The journal: every input, in the order of its position. Its rows stand in tables of their own
-- (journal_1, journal_2, ...), listed here, so that old ones go in one stroke.
CREATE TABLE journal_partitions (
    partition INTEGER PRIMARY KEY,
    first_position INTEGER NOT NULL,
    first_received_ms INTEGER NOT NULL
);
-- One row. Taking positions from it also makes writers of several processes wait for each other.
CREATE TABLE journal_head (
    single INTEGER PRIMARY KEY CHECK (single = 1),
    last_position INTEGER NOT NULL,
    last_received_ms INTEGER NOT NULL
);
INSERT INTO journal_head VALUES (1, 0, 0);

-- How far what follows from the journal has got: applied, streams, base.
CREATE TABLE positions (
    name TEXT PRIMARY KEY,
    position INTEGER NOT NULL
);

-- The watermark of each stream: every number up to it is in the journal.
CREATE TABLE streams (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    stream_id INTEGER NOT NULL,
    stream INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    received INTEGER NOT NULL,
    gaps INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck, stream_id)
);

CREATE TABLE dead_letters (
    letter INTEGER PRIMARY KEY,
    received_ms INTEGER NOT NULL,
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    topic TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    payload_mark INTEGER NOT NULL,
    payload BLOB NOT NULL
);
CREATE INDEX dead_letters_by_truck ON dead_letters (bucket, truck, letter);

CREATE TABLE presence (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    online INTEGER NOT NULL,
    agent_version TEXT NOT NULL,
    config_version INTEGER,
    since_ms INTEGER NOT NULL,
    PRIMARY KEY (bucket, truck)
);

-- What people entered about one truck and one moment (services, readings), as it last stood in the
-- journal: so that what is entered again, word for word, adds nothing.
CREATE TABLE entered (
    bucket INTEGER NOT NULL,
    truck TEXT NOT NULL,
    kind INTEGER NOT NULL,
    subject TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (bucket, truck, kind, subject, at_ms)
);

CREATE TABLE tokens (
    hash BLOB PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER,
    last_used_ms INTEGER
);
